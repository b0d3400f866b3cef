//! From the configured URL to a running database.

use crate::postgres::Postgres;
use crate::sqlite::Sqlite;
use chancery_app::ports::Backend;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The embedded database's file in the data directory, unless the URL names another.
const DEFAULT_FILE: &str = "chancery.db";

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

/// Opens the register and brings its schema up to date; two nodes may do so at the same time.
///
/// `url` is `sqlite:` (the file `chancery.db` in `data_dir`), `sqlite:PATH`, or `postgres://...`. The connection
/// to PostgreSQL is not encrypted yet: use a socket, the same machine or a protected network. Call inside a
/// runtime of tokio.
///
/// # Errors
/// [`OpenError`].
pub async fn open(url: &str, data_dir: &Path) -> Result<Arc<dyn Backend>, OpenError> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = match path.strip_prefix("//").unwrap_or(path) {
            "" => data_dir.join(DEFAULT_FILE),
            // Each connection would have a database of its own.
            ":memory:" => return Err(OpenError::UnknownUrl),
            path => PathBuf::from(path),
        };
        let opened = tokio::task::spawn_blocking(move || Sqlite::open(&path)).await;
        return match opened {
            Ok(sqlite) => Ok(Arc::new(sqlite?)),
            Err(error) => Err(OpenError::Unreachable(error.to_string())),
        };
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Arc::new(Postgres::open(url).await?));
    }
    Err(OpenError::UnknownUrl)
}
