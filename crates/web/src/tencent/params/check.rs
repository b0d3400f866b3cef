//! The schema applied to a decoded object: unknown, missing and wrongly typed parameters, each with its code.

use super::schema::{Field, Input, Kind};
use crate::tencent::fault::{Fault, clipped, code};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Checks an object against the schema of `T` and reads it.
///
/// Numbers may come as decimal strings and booleans as `True`/`False` or `true`/`false`, since flattened
/// requests know only strings and the published examples write `"Limit": "1"`. `null` is absence.
///
/// # Errors
/// `UnknownParameter`, `MissingParameter` or `InvalidParameter`, naming the parameter and the rule.
pub fn read<T: Input + DeserializeOwned>(object: Map<String, Value>) -> Result<T, Fault> {
    let checked = members(T::FIELDS, object, "")?;
    serde_json::from_value(Value::Object(checked)).map_err(|_| {
        Fault::new(code::INVALID_PARAMETER, "The parameters do not fit the action; see its documentation.")
    })
}

fn members(
    fields: &[Field],
    mut object: Map<String, Value>,
    path: &str,
) -> Result<Map<String, Value>, Fault> {
    if let Some(name) = object.keys().find(|name| !fields.iter().any(|field| field.name == name.as_str())) {
        return Err(unknown(fields, &join(path, &clipped(name, 64)), name));
    }
    let mut checked = Map::new();
    for field in fields {
        let path = join(path, field.name);
        match object.remove(field.name) {
            None | Some(Value::Null) if field.required => {
                return Err(Fault::new(
                    code::MISSING_PARAMETER,
                    format!(
                        "{path}: the parameter is required and missing; send it as {}.",
                        wanted(field.kind)
                    ),
                ));
            }
            None | Some(Value::Null) => {}
            Some(found) => {
                checked.insert(field.name.to_owned(), value(field.kind, found, &path)?);
            }
        }
    }
    Ok(checked)
}

fn value(kind: Kind, found: Value, path: &str) -> Result<Value, Fault> {
    match (kind, found) {
        (Kind::Text, Value::String(text)) => Ok(Value::String(text)),
        (Kind::Integer, Value::Number(n)) if n.is_i64() => Ok(Value::Number(n)),
        (Kind::Unsigned, Value::Number(n)) if n.is_u64() => Ok(Value::Number(n)),
        (Kind::Integer, Value::String(text)) => decimal(&text)
            .and_then(|t| t.parse::<i64>().ok())
            .map(Value::from)
            .ok_or_else(|| wrong(kind, path)),
        (Kind::Unsigned, Value::String(text)) => decimal(&text)
            .and_then(|t| t.parse::<u64>().ok())
            .map(Value::from)
            .ok_or_else(|| wrong(kind, path)),
        (Kind::Boolean, Value::Bool(flag)) => Ok(Value::Bool(flag)),
        (Kind::Boolean, Value::String(text)) => match text.as_str() {
            "True" | "true" => Ok(Value::Bool(true)),
            "False" | "false" => Ok(Value::Bool(false)),
            _ => Err(wrong(kind, path)),
        },
        (Kind::Object(fields), Value::Object(object)) => members(fields, object, path).map(Value::Object),
        (Kind::List(item), Value::Array(items)) => items
            .into_iter()
            .enumerate()
            .map(|(index, found)| value(*item, found, &join(path, &index.to_string())))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::Array),
        // A flattened request writes an empty list as a name without a value.
        (Kind::List(_), Value::String(text)) if text.is_empty() => Ok(Value::Array(Vec::new())),
        _ => Err(wrong(kind, path)),
    }
}

/// An optional minus and digits: no spaces, plus sign, point or exponent.
fn decimal(text: &str) -> Option<&str> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(text)
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn wanted(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "a string",
        Kind::Integer => "a whole number",
        Kind::Unsigned => "a whole number that is not negative",
        Kind::Boolean => "true or false",
        Kind::Object(_) => "an object",
        Kind::List(_) => "a list",
    }
}

fn wrong(kind: Kind, path: &str) -> Fault {
    Fault::new(code::INVALID_PARAMETER, format!("{path}: has the wrong type; send it as {}.", wanted(kind)))
}

fn unknown(fields: &[Field], path: &str, name: &str) -> Fault {
    let near = fields.iter().find(|field| field.name.eq_ignore_ascii_case(name));
    let remedy = match near {
        Some(field) => format!("did you mean {}? Names are case-sensitive.", field.name),
        None => "leave it out or check its spelling.".to_owned(),
    };
    Fault::new(code::UNKNOWN_PARAMETER, format!("{path}: the action has no such parameter; {remedy}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::parameters;
    use crate::secret::SecretText;
    use serde_json::json;

    parameters! {
        /// A pair.
        struct Pair {
            key: String = "Key",
        }
    }

    parameters! {
        /// One of each kind.
        struct Each {
            text: String = "Text",
            secret: Option<SecretText> = "Secret",
            integer: Option<i64> = "Integer",
            unsigned: Option<u64> = "Unsigned",
            flag: Option<bool> = "Flag",
            names: Option<Vec<String>> = "Names",
            numbers: Option<Vec<u64>> = "Numbers",
            pairs: Option<Vec<Pair>> = "Pairs",
        }
    }

    fn each(value: Value) -> Result<Each, Fault> {
        match value {
            Value::Object(object) => read(object),
            _ => panic!("an object"),
        }
    }

    #[test]
    fn every_kind_is_read_from_both_spellings() {
        for object in [
            json!({"Text": "t", "Secret": "s", "Integer": -1, "Unsigned": 2, "Flag": true, "Names": ["a"],
                   "Numbers": [0, 1], "Pairs": [{"Key": "k"}]}),
            json!({"Text": "t", "Secret": "s", "Integer": "-1", "Unsigned": "2", "Flag": "True",
                   "Names": ["a"], "Numbers": ["0", "1"], "Pairs": [{"Key": "k"}]}),
        ] {
            let read = each(object).unwrap();
            assert_eq!((read.text.as_str(), read.integer, read.unsigned), ("t", Some(-1), Some(2)));
            assert_eq!((read.flag, read.names), (Some(true), Some(vec!["a".to_owned()])));
            assert_eq!(read.numbers, Some(vec![0, 1]));
            assert_eq!(read.pairs.unwrap()[0].key, "k");
            assert_eq!(read.secret.as_ref().unwrap().reveal(), "s");
            assert_eq!(format!("{:?}", read.secret), "Some(***)");
        }
        let bare = each(json!({"Text": "", "Integer": null, "Names": [], "Numbers": ""})).unwrap();
        assert_eq!((bare.integer, bare.names, bare.numbers), (None, Some(vec![]), Some(vec![])));
        assert!(bare.pairs.is_none() && bare.flag.is_none() && bare.unsigned.is_none());
    }

    #[test]
    fn each_wrong_parameter_has_its_code_and_its_name() {
        for (object, expected, named) in [
            (json!({}), code::MISSING_PARAMETER, "Text:"),
            (json!({"Text": null}), code::MISSING_PARAMETER, "Text:"),
            (json!({"Text": "t", "Txet": 1}), code::UNKNOWN_PARAMETER, "Txet:"),
            (json!({"text": "t"}), code::UNKNOWN_PARAMETER, "did you mean Text?"),
            (json!({"Text": 1}), code::INVALID_PARAMETER, "Text:"),
            (json!({"Text": ["t"]}), code::INVALID_PARAMETER, "Text:"),
            (json!({"Text": "t", "Integer": 1.5}), code::INVALID_PARAMETER, "Integer:"),
            (json!({"Text": "t", "Integer": "1.0"}), code::INVALID_PARAMETER, "Integer:"),
            (json!({"Text": "t", "Integer": "+1"}), code::INVALID_PARAMETER, "Integer:"),
            (json!({"Text": "t", "Integer": ""}), code::INVALID_PARAMETER, "Integer:"),
            (json!({"Text": "t", "Integer": true}), code::INVALID_PARAMETER, "Integer:"),
            (json!({"Text": "t", "Integer": "9223372036854775808"}), code::INVALID_PARAMETER, "Integer:"),
            (json!({"Text": "t", "Unsigned": -1}), code::INVALID_PARAMETER, "Unsigned:"),
            (json!({"Text": "t", "Unsigned": "-1"}), code::INVALID_PARAMETER, "Unsigned:"),
            (json!({"Text": "t", "Flag": 1}), code::INVALID_PARAMETER, "Flag:"),
            (json!({"Text": "t", "Flag": "yes"}), code::INVALID_PARAMETER, "Flag:"),
            (json!({"Text": "t", "Names": "a"}), code::INVALID_PARAMETER, "Names:"),
            (json!({"Text": "t", "Names": ["a", null]}), code::INVALID_PARAMETER, "Names.1:"),
            (
                json!({"Text": "t", "Pairs": [{"Key": "k", "More": 1}]}),
                code::UNKNOWN_PARAMETER,
                "Pairs.0.More:",
            ),
            (json!({"Text": "t", "Pairs": [{}]}), code::MISSING_PARAMETER, "Pairs.0.Key:"),
            (json!({"Text": "t", "Pairs": {"Key": "k"}}), code::INVALID_PARAMETER, "Pairs:"),
        ] {
            let fault = each(object.clone()).map(|_| ()).unwrap_err();
            assert_eq!(fault.code, expected, "{object}");
            assert!(fault.message.contains(named), "{object}: {}", fault.message);
        }
    }
}
