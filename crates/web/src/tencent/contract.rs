//! What is really taken and sent, compared with the published interface as written down in `tests/contract`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::actions::{ACTIONS, find};
use super::fault::code;
use super::params::schema::{Field, Kind};
use super::{errors, fault};
use chancery_app::failure::Code;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

fn contract(name: &str) -> Value {
    let path = format!("{}/tests/contract/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn texts(value: &Value) -> BTreeSet<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Compares a schema with a contract object of `name: kind`, where `!` marks required parameters, `?` fields that
/// may be null, `[...]` lists, and other words data types.
fn compare(
    fields: &[Field],
    expected: &Map<String, Value>,
    types: &Map<String, Value>,
    place: &str,
    input: bool,
) {
    let ours: BTreeSet<&str> = fields.iter().map(|field| field.name).collect();
    let theirs: BTreeSet<&str> = expected.keys().map(String::as_str).collect();
    assert_eq!(ours, theirs, "{place}");
    for field in fields {
        let place = format!("{place}.{}", field.name);
        let written = expected[field.name].as_str().unwrap();
        let kind = written.trim_end_matches(['!', '?']);
        if input {
            assert_eq!(field.required, written.ends_with('!'), "{place} required");
        } else if !field.required {
            assert!(written.ends_with('?'), "{place} may be null here but not in the interface");
        }
        same_kind(field.kind, kind, types, &place, input);
    }
}

fn same_kind(ours: Kind, theirs: &str, types: &Map<String, Value>, place: &str, input: bool) {
    match (ours, theirs) {
        (Kind::Text, "string")
        | (Kind::Integer, "integer")
        | (Kind::Unsigned, "unsigned")
        | (Kind::Boolean, "boolean") => {}
        (Kind::List(item), listed) if listed.starts_with('[') => {
            same_kind(*item, listed.trim_matches(['[', ']']), types, place, input);
        }
        (Kind::Object(fields), name) => {
            let members = types.get(name).unwrap_or_else(|| panic!("{place}: no type {name}"));
            if !input {
                compare(fields, members.as_object().unwrap(), types, place, input);
            }
        }
        (ours, theirs) => panic!("{place}: {ours:?} here, {theirs} in the interface"),
    }
}

#[test]
fn every_action_takes_and_sends_the_published_fields_and_our_additions() {
    let (contract, extensions) = (contract("actions"), contract("extensions"));
    let mut types = contract["types"].as_object().unwrap().clone();
    types.extend(extensions["types"].as_object().unwrap().clone());
    let types = &types;
    let mut actions = contract["actions"].as_object().unwrap().clone();
    actions.extend(extensions["actions"].as_object().unwrap().clone());
    let ours: BTreeSet<&str> = ACTIONS.iter().map(|action| action.name).collect();
    assert_eq!(ours, actions.keys().map(String::as_str).collect());
    for action in ACTIONS {
        let expected = &actions[action.name];
        let mut taken = expected["in"].as_object().unwrap().clone();
        if let Some(additions) = contract["additions"].get(action.name) {
            taken.extend(additions.as_object().unwrap().clone());
        }
        compare(action.input, &taken, types, action.name, true);
        compare(action.output, expected["out"].as_object().unwrap(), types, action.name, false);
    }
}

#[test]
fn every_action_of_the_service_is_built_or_refused_by_name() {
    let names = texts(&contract("action_names"));
    assert_eq!(names.len(), 74);
    let mut refused = 0;
    for name in &names {
        match find(ACTIONS, name) {
            Ok(action) => assert_eq!(action.name, name),
            Err(fault) => {
                assert_eq!(fault.code, code::UNSUPPORTED_OPERATION, "{name}");
                refused += 1;
            }
        }
    }
    let published = ACTIONS.iter().filter(|action| names.contains(action.name)).count();
    assert_eq!(refused, names.len() - published);
    // Every other action is one of ours, written down as such: seed features without an action in the interface.
    let extensions = contract("extensions");
    let mut ours: Vec<&str> =
        ACTIONS.iter().map(|action| action.name).filter(|name| !names.contains(*name)).collect();
    ours.sort_unstable();
    assert_eq!(ours, extensions["actions"].as_object().unwrap().keys().collect::<Vec<_>>());
    // The documents count the same actions, and each of ours is told of.
    let counted = format!("cloud API ({} actions, {} of them ours)", ACTIONS.len(), ours.len());
    assert!(include_str!("../../../../README.md").contains(&counted), "README.md: {counted}");
    let counted = format!(" {} actions,", ACTIONS.len());
    assert!(include_str!("../../../../CHANGELOG.md").contains(&counted), "CHANGELOG.md:{counted}");
    let divergences = include_str!("../../../../docs/divergences.md");
    for name in &ours {
        assert!(divergences.contains(&format!("`{name}`")), "docs/divergences.md: {name}");
    }
    for name in ["", "DescribeCertificate2", "describecertificates", "DescribeInstances"] {
        assert_eq!(find(ACTIONS, name).map(|_| ()).unwrap_err().code, code::INVALID_ACTION, "{name}");
    }
}

#[test]
fn every_code_is_a_published_one() {
    let published = texts(&contract("error_codes"));
    for code in fault::code::ALL {
        assert!(published.contains(*code), "{code}");
    }
    for (action, _, code) in errors::OF_ACTIONS {
        assert!(published.contains(*code), "{action}: {code}");
        assert!(find(ACTIONS, action).is_ok(), "{action}");
    }
    for code in Code::ALL {
        let answered = errors::api_code(*code);
        assert!(published.contains(answered), "{code:?} is answered with {answered}");
    }
}
