//! JSON bodies, read more strictly than usual: no repeated names, bounded depth and number of values.

use crate::tencent::fault::{Fault, code};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::Cell;
use std::fmt;

/// How deep and how many.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Nested lists and objects at most.
    pub depth_max: usize,
    /// Values altogether at most.
    pub values_max: usize,
}

/// Reads a body into an object; an empty body is an empty object.
///
/// # Errors
/// `InvalidParameter` saying what is wrong and where, never quoting the body.
pub fn parse(body: &[u8], bounds: Bounds) -> Result<Map<String, Value>, Fault> {
    if body.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    let left = Cell::new(bounds.values_max);
    let mut reader = serde_json::Deserializer::from_slice(body);
    let read = Strict { depth: bounds.depth_max, left: &left }
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    match read {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(invalid("The request body must be a JSON object.")),
        Err(error) => Err(invalid(&describe(&error, bounds))),
    }
}

fn invalid(message: &str) -> Fault {
    Fault::new(code::INVALID_PARAMETER, message)
}

/// serde_json's own texts may quote the input (which may be a key), so only its place is passed on, except for
/// the rules of this file.
fn describe(error: &serde_json::Error, bounds: Bounds) -> String {
    let text = error.to_string();
    let place = format!("line {}, column {}", error.line(), error.column());
    if text.starts_with(REPEATED) {
        format!("The request body gives a parameter twice ({place}); send it once.")
    } else if text.starts_with(TOO_DEEP) {
        format!("The request body is nested deeper than {} levels ({place}).", bounds.depth_max)
    } else if text.starts_with(TOO_MANY) {
        format!("The request body has more than {} values; split the request.", bounds.values_max)
    } else {
        format!("The request body is not valid JSON in UTF-8 (at {place}).")
    }
}

const REPEATED: &str = "repeated name";
const TOO_DEEP: &str = "too deep";
const TOO_MANY: &str = "too many values";

#[derive(Clone, Copy)]
struct Strict<'c> {
    depth: usize,
    left: &'c Cell<usize>,
}

impl Strict<'_> {
    fn count<E: Error>(self) -> Result<(), E> {
        match self.left.get().checked_sub(1) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => Err(E::custom(TOO_MANY)),
        }
    }

    fn deeper<E: Error>(self) -> Result<Self, E> {
        self.depth.checked_sub(1).map(|depth| Strict { depth, ..self }).ok_or_else(|| E::custom(TOO_DEEP))
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.count()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut list = Vec::new();
        while let Some(value) = items.next_element_seed(inner)? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(inner)?;
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom(REPEATED));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    const BOUNDS: Bounds = Bounds { depth_max: 3, values_max: 8 };

    #[test]
    fn objects_are_read() {
        assert!(parse(b"", BOUNDS).unwrap().is_empty());
        assert!(parse(b" {}\n", BOUNDS).unwrap().is_empty());
        let read = parse(br#"{"A": 1, "B": [true, null], "C": {"D": "\u4f8b"}}"#, BOUNDS).unwrap();
        assert_eq!(Value::Object(read), serde_json::json!({"A": 1, "B": [true, null], "C": {"D": "例"}}));
    }

    #[test]
    fn each_kind_of_bad_body_is_said() {
        for (body, said) in [
            (&b"[]"[..], "must be a JSON object"),
            (b"null", "must be a JSON object"),
            (b"\"secret\"", "must be a JSON object"),
            (b"{", "not valid JSON"),
            (b"{\"A\":1}x", "not valid JSON"),
            (b"{'A':1}", "not valid JSON"),
            (b"{\"A\":\"\xff\"}", "not valid JSON"),
            (b"{\"A\":NaN}", "not valid JSON"),
            (b"{\"A\":\"\\ud800\"}", "not valid JSON"),
            (b"{\"A\":1,\"B\":2,\"A\":3}", "twice"),
            (b"{\"A\":{\"B\":1,\"B\":1}}", "twice"),
            (b"{\"A\":{\"B\":{\"C\":{}}}}", "deeper than 3"),
            (b"{\"A\":[[[1]]]}", "deeper than 3"),
            (b"{\"A\":[1,2,3,4,5,6,7,8]}", "more than 8 values"),
        ] {
            let fault = parse(body, BOUNDS).unwrap_err();
            assert_eq!(fault.code, code::INVALID_PARAMETER);
            assert!(fault.message.contains(said), "{}: {}", String::from_utf8_lossy(body), fault.message);
            assert!(!fault.message.contains("secret"));
        }
    }

    #[test]
    fn a_body_of_brackets_does_not_exhaust_the_stack() {
        let deep = [b"{\"A\":".to_vec(), vec![b'['; 1_000_000]].concat();
        assert!(parse(&deep, Bounds { depth_max: 16, values_max: 1_000 }).is_err());
    }
}
