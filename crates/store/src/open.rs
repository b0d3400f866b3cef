//! From the configured URL to a running database.

use crate::open_error::OpenError;
use crate::postgres::Postgres;
use crate::sqlite::Sqlite;
use chancery_app::ports::Backend;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The embedded database's file in the data directory, unless the URL names another.
const DEFAULT_FILE: &str = "chancery.db";

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
