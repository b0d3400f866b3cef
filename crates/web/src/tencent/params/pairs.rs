//! Form parameters: `name=value` pairs of a query string or a form body, decoded and kept in order.

use crate::tencent::fault::{Fault, clipped, code};
use percent_encoding::percent_decode_str;

/// Decoded pairs without repeated names.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Pairs(Vec<(String, String)>);

impl std::fmt::Debug for Pairs {
    /// Only names: values may be keys or passwords.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Pairs {
    /// Decodes `a=1&b.0=x+y` (`+` and `%20` are both a space).
    ///
    /// # Errors
    /// `InvalidParameter` for text that is not UTF-8, more than `count_max` pairs, and names given twice.
    pub fn parse(text: &str, count_max: usize) -> Result<Self, Fault> {
        let mut pairs = Vec::new();
        for part in text.split('&').filter(|part| !part.is_empty()) {
            if pairs.len() >= count_max {
                return Err(Fault::new(
                    code::INVALID_PARAMETER,
                    format!("The request has more than {count_max} parameters; split it into several."),
                ));
            }
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            pairs.push((decoded(name)?, decoded(value)?));
        }
        let mut names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if let Some(twice) =
            names.windows(2).find_map(|w| if w.first() == w.last() { w.first() } else { None })
        {
            return Err(Fault::new(
                code::INVALID_PARAMETER,
                format!("{}: the parameter is given twice; send it once.", clipped(twice, 64)),
            ));
        }
        Ok(Pairs(pairs))
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(n, _)| *n == name).map(|(_, value)| value)
    }

    /// The pairs in the order sent.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

fn decoded(text: &str) -> Result<String, Fault> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().map(|t| t.into_owned()).map_err(|_| {
        Fault::new(
            code::INVALID_PARAMETER,
            "A parameter is not UTF-8 after percent-decoding; encode names and values as UTF-8.",
        )
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn both_spellings_of_a_space_are_read() {
        let pairs = Pairs::parse("a=x+y&b=x%20y&c=%E4%BE%8B&d=1%2B1&e&f=a=b&", 10).unwrap();
        let listed: Vec<_> = pairs.iter().collect();
        assert_eq!(listed, [("a", "x y"), ("b", "x y"), ("c", "例"), ("d", "1+1"), ("e", ""), ("f", "a=b")]);
    }

    #[test]
    fn repeats_excess_and_foreign_bytes_are_refused() {
        for text in ["a=1&b=2&a=3", "a=1&b=2&c=3&d=4", "a=%ff", "%c3=1"] {
            assert_eq!(Pairs::parse(text, 3).unwrap_err().code, code::INVALID_PARAMETER, "{text}");
        }
    }

    #[test]
    fn debug_shows_no_values() {
        let shown = format!("{:?}", Pairs::parse("KeyPassword=hunter2", 3).unwrap());
        assert_eq!(shown, r#"{"KeyPassword"}"#);
    }
}
