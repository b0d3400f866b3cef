//! Opening connections to the file: durable, quick to wait for others, small in memory.

use crate::migrations;
use crate::open_error::OpenError;
use crate::sql::Dialect;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

/// How long to wait for another process that writes, such as the command line beside the service.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Prepared statements kept per connection.
const STATEMENTS: usize = 128;

/// Page cache of the writer and of each reader, in KiB; about 12 MB together when all of it is in use.
const WRITER_CACHE_KIB: i64 = 8_192;
const READER_CACHE_KIB: i64 = 1_024;

/// Pages of the journal after which they are brought into the file. Under load the same pages change again and again, and
/// each is brought in once; reading a journal of this length after a crash takes some hundredths of a second.
const CHECKPOINT_PAGES: i64 = 6_000;

/// The journal file is cut to this size in bytes after a burst.
const JOURNAL_BYTES_MAX: i64 = 64 * 1_024 * 1_024;

/// Opens the file for writing, making it if need be (readable by its owner only), and migrates it.
pub(super) fn open_writer(path: &Path) -> Result<Connection, OpenError> {
    let refused =
        |cause: &dyn std::fmt::Display| OpenError::File { path: path.into(), cause: cause.to_string() };
    make_private(path).map_err(|e| refused(&e))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(|e| refused(&e))?;
    settle(&connection, WRITER_CACHE_KIB).map_err(|e| refused(&e))?;
    durable(&connection).map_err(|e| refused(&e))?;
    migrate(&mut connection)?;
    Ok(connection)
}

/// Opens the file for looking only.
pub(super) fn open_reader(path: &Path) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    settle(&connection, READER_CACHE_KIB)?;
    Ok(connection)
}

/// SQLite gives its side files the permissions of the database file.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn settle(connection: &Connection, cache_kib: i64) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "foreign_keys", true)
}

/// In WAL mode with FULL every commit is synced before it returns.
fn durable(connection: &Connection) -> Result<(), rusqlite::Error> {
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(rusqlite::Error::InvalidParameterName(format!("journal mode {mode} instead of WAL")));
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    // What a savepoint would have to undo is a few pages; they need no temporary file.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "journal_size_limit", JOURNAL_BYTES_MAX)
}

fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    let failed = |error: rusqlite::Error| OpenError::Migration(error.to_string());
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    transaction.execute_batch(migrations::VERSION_TABLE).map_err(failed)?;
    let version: i64 = transaction.query_row(migrations::VERSION, [], |row| row.get(0)).map_err(failed)?;
    for step in migrations::pending(version)? {
        transaction
            .execute_batch(&step.text(Dialect::Sqlite))
            .and_then(|()| transaction.execute(migrations::APPLIED, (step.version, step.name)))
            .map_err(|error| OpenError::Migration(format!("{}: {error}", step.name)))?;
    }
    transaction.commit().map_err(failed)
}
