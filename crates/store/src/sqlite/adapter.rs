//! The narrow SQL interface on a connection to SQLite whose transaction is open.

use crate::kept::Kept;
use crate::sql::{Dialect, Lock, Row, Sql, Value};
use chancery_app::ports::{StoreError, Stored};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, ffi};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// One transaction on SQLite.
pub(super) struct Adapter<'a> {
    connection: &'a Connection,
    kept: Option<Arc<Kept>>,
    fault: Option<StoreError>,
}

impl<'a> Adapter<'a> {
    /// `kept` for a transaction that only looks.
    pub(super) fn new(connection: &'a Connection, kept: Option<Arc<Kept>>) -> Self {
        Adapter { connection, kept, fault: None }
    }

    fn remember<T>(&mut self, result: Result<T, rusqlite::Error>) -> Stored<T> {
        result.map_err(|error| {
            let error = stored(&error);
            self.fault.get_or_insert_with(|| error.clone());
            error
        })
    }
}

impl Sql for Adapter<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn query(&mut self, sql: &'static str, params: &[Value]) -> Stored<Vec<Row>> {
        let result = rows(self.connection, &numbered(sql), params);
        self.remember(result)
    }

    fn query_composed(&mut self, sql: &str, params: &[Value]) -> Stored<Vec<Row>> {
        let result = rows(self.connection, &sql.replace('$', "?"), params);
        self.remember(result)
    }

    fn execute(&mut self, sql: &'static str, params: &[Value]) -> Stored<u64> {
        let statement = prepared(self.connection, &numbered(sql), params);
        let result = statement.and_then(|mut statement| statement.raw_execute());
        self.remember(result).map(|changed| u64::try_from(changed).unwrap_or(u64::MAX))
    }

    fn lock(&mut self, _lock: &Lock<'_>) -> Stored<()> {
        Ok(())
    }

    fn kept(&self) -> Option<Arc<Kept>> {
        self.kept.clone()
    }

    fn fault(&self) -> Option<StoreError> {
        self.fault.clone()
    }
}

thread_local! {
    /// Fixed texts in SQLite's way, by place and length, each made once per thread.
    static NUMBERED: RefCell<HashMap<(usize, usize), Rc<str>>> = RefCell::default();
}

/// SQLite numbers `$2` by where it stands, and `?2` by what it says. A dollar sign stands nowhere else in our SQL.
fn numbered(sql: &'static str) -> Rc<str> {
    NUMBERED.with_borrow_mut(|texts| {
        let text = texts.entry((sql.as_ptr().addr(), sql.len()));
        text.or_insert_with(|| sql.replace('$', "?").into()).clone()
    })
}

/// A kept statement with its values. `sql` is in SQLite's way.
fn prepared<'c>(
    connection: &'c Connection,
    sql: &str,
    params: &[Value],
) -> Result<CachedStatement<'c>, rusqlite::Error> {
    let mut statement = connection.prepare_cached(sql)?;
    if statement.parameter_count() != params.len() {
        return Err(rusqlite::Error::InvalidParameterCount(params.len(), statement.parameter_count()));
    }
    for (index, value) in params.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value)?;
    }
    Ok(statement)
}

fn rows(connection: &Connection, sql: &str, params: &[Value]) -> Result<Vec<Row>, rusqlite::Error> {
    let mut statement = prepared(connection, sql, params)?;
    let columns = statement.column_count();
    let mut found = Vec::new();
    let mut cursor = statement.raw_query();
    while let Some(row) = cursor.next()? {
        let values: Result<Vec<Value>, rusqlite::Error> =
            (0..columns).map(|index| value(row.get_ref(index)?, index)).collect();
        found.push(Row::new(values?));
    }
    Ok(found)
}

fn value(value: ValueRef<'_>, index: usize) -> Result<Value, rusqlite::Error> {
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Integer(number)),
        ValueRef::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => Ok(Value::Text(text.to_owned())),
            Err(error) => Err(rusqlite::Error::Utf8Error(index, error)),
        },
        ValueRef::Blob(bytes) => Ok(Value::Bytes(bytes.to_vec())),
        ValueRef::Real(_) => {
            Err(rusqlite::Error::InvalidColumnType(index, String::new(), rusqlite::types::Type::Real))
        }
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// What an error of SQLite means to a use-case: something that passes, or a fault of ours.
pub(super) fn stored(error: &rusqlite::Error) -> StoreError {
    let text = error.to_string();
    match error.sqlite_error() {
        Some(code)
            if matches!(
                code.extended_code,
                ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            ) =>
        {
            StoreError::Taken("a row")
        }
        Some(code) => match code.code {
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::OutOfMemory
            | ErrorCode::OperationInterrupted => StoreError::Unavailable(text),
            _ => StoreError::Broken(text),
        },
        None => StoreError::Broken(text),
    }
}
