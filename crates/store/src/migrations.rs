//! The register's schema, step by step; embedded in the program and applied when a database is opened.

use crate::open_error::OpenError;
use crate::sql::Dialect;

/// One step. Steps that were released are never changed; a change is a new step.
pub(crate) struct Migration {
    /// Counts from 1 without gaps.
    pub(crate) version: i64,
    /// What it is called.
    pub(crate) name: &'static str,
    text: &'static str,
}

macro_rules! migrations {
    ($($version:literal $name:literal $file:literal),* $(,)?) => {
        &[$(Migration { version: $version, name: $name, text: include_str!(concat!("../migrations/", $file)) }),*]
    };
}

const MIGRATIONS: &[Migration] = migrations![
    1 "foundation" "0001_foundation.sql",
    2 "authorities" "0002_authorities.sql",
    3 "issuances" "0003_issuances.sql",
    4 "revocations" "0004_revocations.sql",
    5 "acme" "0005_acme.sql",
    6 "validation" "0006_validation.sql",
    7 "upstream" "0007_upstream.sql",
    8 "chains" "0008_chains.sql",
    9 "money" "0009_money.sql",
    10 "orders" "0010_orders.sql",
    11 "organizations" "0011_organizations.sql",
    12 "reviews" "0012_reviews.sql",
    13 "life" "0013_life.sql",
    14 "sm2" "0014_sm2.sql",
    15 "search" "0015_search.sql",
    16 "upstream records" "0016_upstream_records.sql",
];

/// Keeps which steps were applied.
pub(crate) const VERSION_TABLE: &str =
    "CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL)";

/// The version of the database, 0 for a new one.
pub(crate) const VERSION: &str = "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM schema_versions";

/// Notes a step as applied.
pub(crate) const APPLIED: &str = "INSERT INTO schema_versions (version, name) VALUES ($1, $2)";

/// The steps that a database of this version still needs.
///
/// # Errors
/// [`OpenError::NewerSchema`] when a newer program has changed it already.
pub(crate) fn pending(version: i64) -> Result<impl Iterator<Item = &'static Migration>, OpenError> {
    let known = MIGRATIONS.last().map_or(0, |last| last.version);
    if version > known {
        return Err(OpenError::NewerSchema { found: version, known });
    }
    Ok(MIGRATIONS.iter().filter(move |step| step.version > version))
}

impl Migration {
    /// The step's statements for a database. Texts sort by their bytes on both.
    pub(crate) fn text(&self, dialect: Dialect) -> String {
        let words = match dialect {
            Dialect::Sqlite => {
                [("NUMBERED", "INTEGER PRIMARY KEY AUTOINCREMENT"), ("KEYED", "INTEGER PRIMARY KEY")]
                    .as_slice()
            }
            Dialect::Postgres => &[
                ("NUMBERED", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
                ("KEYED", "BIGINT NOT NULL PRIMARY KEY"),
                ("TEXT", "TEXT COLLATE \"C\""),
                ("BLOB", "BYTEA"),
            ],
        };
        words.iter().fold(self.text.to_owned(), |text, (word, meaning)| {
            text.replace(&format!(" {word}"), &format!(" {meaning}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_count_from_one_without_gaps() {
        let versions: Vec<i64> = MIGRATIONS.iter().map(|step| step.version).collect();
        let expected: Vec<i64> = (1..=MIGRATIONS.len()).filter_map(|n| i64::try_from(n).ok()).collect();
        assert_eq!(versions, expected);
    }

    #[test]
    fn a_newer_schema_is_refused_in_plain_words() {
        let error = pending(1_000).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains("1000") && error.contains("newer"), "{error}");
    }
}
