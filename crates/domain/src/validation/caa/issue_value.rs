//! The value of `issue` and `issuewild`, read strictly by the grammar of RFC 8659 section 4.2.

/// Whom a property names, and under which conditions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssueValue {
    /// The authority's domain in lower case; nothing when none may issue.
    pub issuer: Option<String>,
    /// Parameters in their order: tag in lower case, value as given.
    pub parameters: Vec<(String, String)>,
}

impl IssueValue {
    /// Reads a value. One that breaks the grammar names nobody (RFC 8659 section 4.2), which is `None` here.
    pub fn parse(value: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(value).ok()?;
        let (issuer, parameters) = match text.split_once(';') {
            Some((issuer, parameters)) => (issuer, Some(parameters)),
            None => (text, None),
        };
        let issuer = trim(issuer);
        if !issuer.is_empty() && !issuer.split('.').all(is_label) {
            return None;
        }
        let parameters = match parameters.map(trim) {
            None | Some("") => Vec::new(),
            Some(list) => list.split(';').map(parameter).collect::<Option<Vec<_>>>()?,
        };
        Some(IssueValue { issuer: (!issuer.is_empty()).then(|| issuer.to_ascii_lowercase()), parameters })
    }

    /// The values of every parameter with this tag.
    pub fn values<'a>(&'a self, tag: &'a str) -> impl Iterator<Item = &'a str> {
        self.parameters.iter().filter(move |(present, _)| present == tag).map(|(_, value)| value.as_str())
    }
}

/// `tag = value`, with white space around both.
fn parameter(text: &str) -> Option<(String, String)> {
    let (tag, value) = text.split_once('=')?;
    let (tag, value) = (trim(tag), trim(value));
    let visible = value.bytes().all(|b| matches!(b, 0x21..=0x3a | 0x3c..=0x7e));
    (is_label(tag) && visible).then(|| (tag.to_ascii_lowercase(), value.to_owned()))
}

/// Letters and digits, hyphens only between them.
fn is_label(text: &str) -> bool {
    let inner = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    !text.is_empty() && inner && !text.starts_with('-') && !text.ends_with('-')
}

/// Without the white space of the grammar: spaces and tabs.
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_follow_the_grammar() {
        for (value, issuer, parameters) in [
            ("", None, ""),
            (";", None, ""),
            (" ; ", None, ""),
            ("ca.example", Some("ca.example"), ""),
            ("  CA.Example \t", Some("ca.example"), ""),
            ("ca.example;", Some("ca.example"), ""),
            ("ca.example; account=23", Some("ca.example"), "account=23"),
            ("ca.example;Account = 23 ; x=", Some("ca.example"), "account=23,x="),
            ("; x=y", None, "x=y"),
            ("localhost", Some("localhost"), ""),
            ("ca.example;a=b=c", Some("ca.example"), "a=b=c"),
        ] {
            let read = IssueValue::parse(value.as_bytes()).unwrap_or_else(|| panic!("{value:?}"));
            assert_eq!(read.issuer.as_deref(), issuer, "{value:?}");
            let told: Vec<String> =
                read.parameters.iter().map(|(tag, value)| format!("{tag}={value}")).collect();
            assert_eq!(told.join(","), parameters, "{value:?}");
        }
    }

    #[test]
    fn values_that_break_the_grammar_name_nobody() {
        for value in [
            "ca.example.",
            ".ca.example",
            "ca..example",
            "-ca.example",
            "ca-.example",
            "ca_x.example",
            "ca example",
            "ca.example x=y",
            "ca.example; x",
            "ca.example; x=y z",
            "ca.example; =y",
            "ca.example;;",
            "ca.example; x=y;",
            "ca.example; -x=y",
            "ca.example\u{a0}",
            "ca.ex\u{e4}mple",
            "ca.example\n",
            "%%%%%",
            "<script>alert(1)</script>",
        ] {
            assert_eq!(IssueValue::parse(value.as_bytes()), None, "{value:?}");
        }
        assert_eq!(IssueValue::parse(b"ca.example\xff"), None);
    }
}
