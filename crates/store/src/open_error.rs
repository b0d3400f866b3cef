//! Why a database could not be opened, in words for the operator.

use std::path::PathBuf;

/// Why a database could not be opened. Never holds the URL, because that may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Neither of the two databases.
    #[error(
        "the database URL is not understood; write sqlite:, sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME"
    )]
    UnknownUrl,
    /// The URL begins like one of PostgreSQL but goes on wrongly.
    #[error("the PostgreSQL URL cannot be read: {0}")]
    PostgresUrl(String),
    /// The SQLite file cannot be made or opened.
    #[error("the database file {path} cannot be opened: {cause}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        cause: String,
    },
    /// A newer program has migrated the register.
    #[error(
        "the register has schema version {found} but this program knows only up to {known}; start the newer program"
    )]
    NewerSchema {
        /// The register's version.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// A migration failed; nothing of it was kept.
    #[error("the register could not be brought up to date: {0}")]
    Migration(String),
    /// The database does not answer or refuses.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
}
