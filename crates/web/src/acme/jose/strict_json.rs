//! JSON read once, into a type, with repeated member names refused at every depth (RFC 7515 section 4 and RFC 8259
//! section 4: what a repeated name means differs from reader to reader).

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// Nested lists and objects at most; ACME's own messages need four.
const DEPTH_MAX: usize = 16;

/// Reads an object into `T`.
///
/// # Errors
/// Where it is not JSON, repeats a name, is nested too deep, or is no `T`. The text never quotes the input.
pub fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, StrictJsonError> {
    unique(bytes)?;
    let Object(value) = serde_json::from_slice(bytes).map_err(|error| StrictJsonError::of(&error))?;
    Ok(value)
}

/// An object and nothing else: serde's own structs are also read from lists of their values.
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members(PhantomData))
    }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members)).map(Object)
    }
}

/// For members that are objects: `#[serde(deserialize_with = "object")]`.
///
/// # Errors
/// Those of the value, or that it is no object.
pub fn object<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Object::deserialize(deserializer).map(|Object(value)| value)
}

/// As [`object`], for members that may be absent but not `null`.
///
/// # Errors
/// As there.
pub fn present_object<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    object(deserializer).map(Some)
}

/// Why a text is not accepted.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StrictJsonError {
    /// Not JSON in UTF-8.
    #[error("not valid JSON (column {0})")]
    Syntax(usize),
    /// A member name that stands twice in one object.
    #[error("a member name is repeated (column {0})")]
    Repeated(usize),
    /// Nested too deep.
    #[error("nested deeper than 16 levels")]
    Deep,
    /// JSON, but a member is missing, unknown, or of another type.
    #[error("{0}")]
    Shape(String),
}

impl StrictJsonError {
    fn of(error: &serde_json::Error) -> Self {
        if error.is_data() {
            StrictJsonError::Shape(shape(&error.to_string()))
        } else {
            StrictJsonError::Syntax(error.column())
        }
    }
}

/// serde's text names the member for missing ones only; values are cut out, since they are the caller's.
fn shape(text: &str) -> String {
    let known = ["missing field", "unknown field", "duplicate field"];
    if known.iter().any(|start| text.starts_with(start)) {
        let first = text.split(", expected").next().unwrap_or(text);
        let first = first.split(" at line").next().unwrap_or(first);
        first.chars().take(80).collect::<String>().replace("field", "member")
    } else {
        let place = text.rsplit(" at line ").next().and_then(|p| p.split("column ").nth(1)).unwrap_or("?");
        format!("a member has a value of the wrong type (column {place})")
    }
}

const REPEATED: &str = "repeated name";
const DEEP: &str = "too deep";

fn unique(bytes: &[u8]) -> Result<(), StrictJsonError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let walked = Walk(DEPTH_MAX).deserialize(&mut reader).and_then(|()| reader.end());
    walked.map_err(|error| {
        let text = error.to_string();
        if text.starts_with(REPEATED) {
            StrictJsonError::Repeated(error.column())
        } else if text.starts_with(DEEP) {
            StrictJsonError::Deep
        } else {
            StrictJsonError::Syntax(error.column())
        }
    })
}

/// Looks at every value and keeps only the names of the objects it is in.
#[derive(Clone, Copy)]
struct Walk(usize);

impl Walk {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        self.0.checked_sub(1).map(Walk).ok_or_else(|| E::custom(DEEP))
    }
}

impl<'de> DeserializeSeed<'de> for Walk {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        let inside = self.deeper()?;
        while values.next_element_seed(inside)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let inside = self.deeper()?;
        // Objects of ACME have few members: a list is faster than a set, until somebody sends many.
        let mut few: Vec<String> = Vec::new();
        let mut many = std::collections::HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            let repeated = if few.len() < 16 {
                few.contains(&name)
            } else {
                many.contains(&name) || few.contains(&name)
            };
            if repeated {
                return Err(A::Error::custom(REPEATED));
            }
            if few.len() < 16 {
                few.push(name);
            } else {
                many.insert(name);
            }
            members.next_value_seed(inside)?;
        }
        Ok(())
    }
}

/// For members that may be absent but not `null`: `#[serde(default, deserialize_with = "present")]`.
///
/// # Errors
/// Those of the value.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::Value;

    #[test]
    fn repeated_names_are_refused_at_every_depth() {
        for (text, expected) in [
            (r#"{"a":1,"b":2}"#, None),
            (r#"{"a":{"x":1},"b":{"x":1}}"#, None),
            (r#"{"a":1,"a":1}"#, Some("repeated")),
            (r#"{"a":1,"\u0061":1}"#, Some("repeated")),
            (r#"{"a":{"x":1,"x":2}}"#, Some("repeated")),
            (r#"{"l":[{"x":1,"y":[{"z":0,"z":0}]}]}"#, Some("repeated")),
            (r#"{"a":1} x"#, Some("not valid JSON")),
            (r#"{"a":1,}"#, Some("not valid JSON")),
            ("", Some("not valid JSON")),
            ("\"\u{7f}", Some("not valid JSON")),
        ] {
            match (parse::<Value>(text.as_bytes()), expected) {
                (Ok(_), None) => {}
                (Err(error), Some(part)) => assert!(error.to_string().contains(part), "{text}: {error}"),
                (outcome, _) => assert!(outcome.is_ok() && expected.is_none(), "{text}: {outcome:?}"),
            }
        }
        let many: Vec<String> = (0..40).map(|n| format!("\"m{n}\":0")).collect();
        let text = format!("{{{},\"m39\":1}}", many.join(","));
        assert!(matches!(parse::<Value>(text.as_bytes()), Err(StrictJsonError::Repeated(_))));
        assert!(parse::<Value>(format!("{{{}}}", many.join(",")).as_bytes()).is_ok());
        let deep = format!("{{\"l\":{}{}}}", "[".repeat(16), "]".repeat(16));
        assert_eq!(parse::<Value>(deep.as_bytes()).unwrap_err(), StrictJsonError::Deep);
        assert!(matches!(parse::<Value>(b"{\"a\":\"\xff\"}"), Err(StrictJsonError::Syntax(_))));
    }

    #[test]
    fn texts_never_quote_values() {
        #[derive(serde::Deserialize, Debug)]
        #[serde(deny_unknown_fields)]
        #[allow(dead_code)]
        struct Shape {
            one: String,
        }
        for (text, expected) in [
            (r#"{}"#, "missing member `one`"),
            (r#"{"one":"x","two":"secret"}"#, "unknown member `two`"),
            (r#"["x"]"#, "a member has a value of the wrong type (column 0)"),
            (r#"{"one":7}"#, "a member has a value of the wrong type (column 8)"),
        ] {
            assert_eq!(parse::<Shape>(text.as_bytes()).unwrap_err().to_string(), expected);
        }
    }
}
