//! Reading TOML data files so that every fault names the file, the key and the rule (A8).

use serde::de::DeserializeOwned;
use std::ops::RangeInclusive;

/// A fault in a policy or catalogue file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DataFileError {
    /// The text is not TOML, or a key is missing, unknown or of the wrong type.
    #[error("{file}, line {line}, key {key:?}: {rule}")]
    Form {
        /// What the caller calls the file.
        file: String,
        /// Line of the fault, counted from 1.
        line: usize,
        /// The key or the path to it; empty where the text is not TOML at all.
        key: String,
        /// What is wrong.
        rule: String,
    },
    /// A value breaks a rule.
    #[error("{file}, key {key:?}: {rule}")]
    Rule {
        /// What the caller calls the file.
        file: String,
        /// The path to the key.
        key: String,
        /// The rule that the value breaks.
        rule: String,
    },
}

/// Reads a file into its type. Types deny unknown fields.
pub(crate) fn read<T: DeserializeOwned>(file_label: &str, text: &str) -> Result<T, DataFileError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = text.get(..start).unwrap_or(text);
        DataFileError::Form {
            file: file_label.to_owned(),
            line: before.matches('\n').count() + 1,
            key: key_path(error.clone()).unwrap_or_else(|| key_on_line(text, before.len())),
            rule: error.message().replace('\n', " "),
        }
    })
}

/// The path that the TOML reader notes in an error; it prints it only when it has no text to quote.
fn key_path(mut error: toml::de::Error) -> Option<String> {
    error.set_input(None);
    let shown = error.to_string();
    let path = shown.lines().find_map(|line| line.strip_prefix("in `")?.strip_suffix('`'))?;
    Some(path.to_owned())
}

/// The key or table head on the line that holds the octet `at`.
fn key_on_line(text: &str, at: usize) -> String {
    let begin = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |i| i + 1);
    let line = text.get(begin..).unwrap_or_default().lines().next().unwrap_or_default();
    line.split('=').next().unwrap_or_default().trim().trim_matches(['[', ']']).to_owned()
}

/// Checks values of one file; every failed check names the file and the key.
pub(crate) struct Checker<'a> {
    file: &'a str,
}

impl<'a> Checker<'a> {
    pub(crate) fn new(file: &'a str) -> Self {
        Checker { file }
    }

    /// A fault with the rule in words.
    pub(crate) fn fault(&self, key: &str, rule: impl Into<String>) -> DataFileError {
        DataFileError::Rule { file: self.file.to_owned(), key: key.to_owned(), rule: rule.into() }
    }

    /// Refuses with `rule` unless `holds`.
    pub(crate) fn ensure(&self, holds: bool, key: &str, rule: &str) -> Result<(), DataFileError> {
        if holds { Ok(()) } else { Err(self.fault(key, rule)) }
    }

    /// The value lies within bounds that keep the program sane; what is right lies in the file.
    pub(crate) fn within(
        &self,
        key: &str,
        value: impl TryInto<i64>,
        bounds: RangeInclusive<i64>,
    ) -> Result<(), DataFileError> {
        let value: i64 = value.try_into().unwrap_or(i64::MAX);
        if bounds.contains(&value) {
            return Ok(());
        }
        Err(self.fault(key, format!("{value} is not between {} and {}", bounds.start(), bounds.end())))
    }
}
