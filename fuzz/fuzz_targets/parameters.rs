//! Fuzzes the decoding of parameters: form pairs, their folding into lists and objects, JSON bodies, and the schema of
//! an action. No input makes it panic or is an internal error, and the bounds of depth and number hold.

#![no_main]

use chancery_web::parameters;
use chancery_web::secret::SecretText;
use chancery_web::settings::BodyLimits;
use chancery_web::tencent::fault::{Fault, code};
use chancery_web::tencent::params::json::Bounds;
use chancery_web::tencent::params::pairs::Pairs;
use chancery_web::tencent::params::{check, flatten, json};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};

parameters! {
    /// A list's item.
    pub struct Tag {
        key: String = "TagKey",
        value: Option<String> = "TagValue",
    }
}

parameters! {
    /// An input with a parameter of every kind; all optional, so that mutations get through.
    pub struct Everything {
        text: Option<String> = "SearchKey",
        integer: Option<i64> = "Offset",
        unsigned: Option<u64> = "Limit",
        flag: Option<bool> = "Deployable",
        secret: Option<SecretText> = "Password",
        texts: Option<Vec<String>> = "CertificateIds",
        unsigned_list: Option<Vec<u64>> = "CertificateStatus",
        objects: Option<Vec<Tag>> = "Tags",
        object: Option<Tag> = "Tag",
        lists: Option<Vec<Vec<i64>>> = "Lists",
    }
}

fuzz_target!(|data: &[u8]| {
    let limits = BodyLimits::default();
    let bounds = Bounds { depth_max: limits.depth_max, values_max: limits.values_max };
    if let Some(object) = settle(json::parse(data, bounds)) {
        accept(object, bounds);
    }
    // Tight bounds are reached by small inputs.
    let tight = Bounds { depth_max: 3, values_max: 8 };
    if let Some(object) = settle(json::parse(data, tight)) {
        accept(object, tight);
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Some(pairs) = settle(Pairs::parse(text, limits.values_max)) {
        for (name, value) in pairs.iter() {
            assert_eq!(pairs.get(name), Some(value), "a name stands there once");
        }
        if let Some(object) = settle(flatten::fold(&pairs, limits.depth_max)) {
            let bounds = Bounds { values_max: usize::MAX, ..bounds };
            accept(object, bounds);
        }
    }
});

fn accept(object: Map<String, Value>, bounds: Bounds) {
    let whole = Value::Object(object.clone());
    let (depth, values) = measure(&whole);
    assert!(depth <= bounds.depth_max + 1 && values <= bounds.values_max, "depth {depth}, {values} values");
    settle(check::read::<Everything>(object));
}

/// Nested lists and objects, and values altogether.
fn measure(value: &Value) -> (usize, usize) {
    let inner: Vec<(usize, usize)> = match value {
        Value::Array(items) => items.iter().map(measure).collect(),
        Value::Object(members) => members.values().map(measure).collect(),
        _ => return (0, 1),
    };
    let depth = inner.iter().map(|(depth, _)| depth).max().copied().unwrap_or(0);
    (depth + 1, inner.iter().map(|(_, values)| values).sum::<usize>() + 1)
}

/// What was read; a fault must be the caller's, with a text.
fn settle<T>(outcome: Result<T, Fault>) -> Option<T> {
    match outcome {
        Ok(value) => Some(value),
        Err(fault) => {
            assert_ne!(fault.code, code::INTERNAL_ERROR);
            assert!(!fault.message.is_empty());
            None
        }
    }
}
