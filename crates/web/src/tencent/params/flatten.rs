//! Flattened parameters (`Tags.0.TagKey=k`) of GET and v1 requests, folded back into lists and objects.

use super::pairs::Pairs;
use crate::tencent::fault::{Fault, clipped, code};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The common parameters of v1 requests; they are no parameters of the action.
const COMMON: [&str; 11] = [
    "Action",
    "Version",
    "Timestamp",
    "Nonce",
    "SecretId",
    "SignatureMethod",
    "Signature",
    "Region",
    "Token",
    "Language",
    "RequestClient",
];

/// A name's value, or what lies below it.
#[derive(Default)]
struct Node<'a> {
    value: Option<&'a str>,
    below: BTreeMap<&'a str, Node<'a>>,
}

/// Folds dotted names with zero-based indexes into lists and objects; every value stays a string, to be read
/// by the schema.
///
/// # Errors
/// `InvalidParameter` for names nested deeper than `depth_max`, gaps in a list, and a name that has both a
/// value and members.
pub fn fold(pairs: &Pairs, depth_max: usize) -> Result<Map<String, Value>, Fault> {
    let mut root = Node::default();
    for (name, value) in pairs.iter().filter(|(name, _)| !COMMON.contains(name)) {
        let mut node = &mut root;
        for (depth, part) in name.split('.').enumerate() {
            if depth >= depth_max {
                return Err(invalid(name, &format!("is nested deeper than {depth_max} levels")));
            }
            node = node.below.entry(part).or_default();
        }
        node.value = Some(value);
    }
    let mut object = Map::new();
    for (name, node) in root.below {
        object.insert(name.to_owned(), settle(name, node)?);
    }
    Ok(object)
}

fn settle(name: &str, node: Node<'_>) -> Result<Value, Fault> {
    match node.value {
        Some(value) if node.below.is_empty() => return Ok(Value::from(value)),
        Some(_) => return Err(invalid(name, "has both a value and members")),
        None => {}
    }
    if !node.below.keys().all(|part| is_index(part)) {
        let mut object = Map::new();
        for (part, inner) in node.below {
            object.insert(part.to_owned(), settle(part, inner)?);
        }
        return Ok(Value::Object(object));
    }
    let mut items = Vec::new();
    for (part, inner) in node.below {
        items.push((part.parse::<usize>().unwrap_or(usize::MAX), settle(name, inner)?));
    }
    items.sort_by_key(|(index, _)| *index);
    if items.iter().enumerate().any(|(place, (index, _))| place != *index) {
        return Err(invalid(name, "must be a list numbered 0, 1, 2 ... without gaps"));
    }
    Ok(Value::Array(items.into_iter().map(|(_, value)| value).collect()))
}

/// Decimal without leading zeros, short enough to be a list's index.
fn is_index(part: &str) -> bool {
    part == "0"
        || ((1..=6).contains(&part.len())
            && !part.starts_with('0')
            && part.bytes().all(|b| b.is_ascii_digit()))
}

fn invalid(name: &str, rule: &str) -> Fault {
    Fault::new(
        code::INVALID_PARAMETER,
        format!("{}: {rule}; write lists as Name.0, Name.1 and objects as Name.Member.", clipped(name, 64)),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use serde_json::json;

    fn folded(text: &str) -> Result<Value, Fault> {
        fold(&Pairs::parse(text, 100).unwrap(), 4).map(Value::Object)
    }

    #[test]
    fn names_fold_into_lists_and_objects() {
        for (text, expected) in [
            ("", json!({})),
            ("Action=X&Nonce=1&Limit=2", json!({"Limit": "2"})),
            ("CertificateStatus.0=0&CertificateStatus.1=1", json!({"CertificateStatus": ["0", "1"]})),
            (
                "Tags.1.TagKey=c&Tags.0.TagKey=a&Tags.0.TagValue=b&Tags.1.TagValue=d",
                json!({"Tags": [{"TagKey": "a", "TagValue": "b"}, {"TagKey": "c", "TagValue": "d"}]}),
            ),
        ] {
            assert_eq!(folded(text).unwrap(), expected, "{text}");
        }
        // Ten and eleven items: indexes are numbers, not text.
        let eleven: Vec<String> = (0..11).map(|i| format!("A.{i}=v{i}")).collect();
        assert_eq!(folded(&eleven.join("&")).unwrap()["A"][10], "v10");
    }

    #[test]
    fn odd_names_are_refused() {
        for text in ["A=1&A.0=2", "A.0=1&A.2=2", "A.1=1", "A.0.B.0.C=1", "Tags.0=x&Tags.0.TagKey=y"] {
            assert_eq!(folded(text).unwrap_err().code, code::INVALID_PARAMETER, "{text}");
        }
    }
}
