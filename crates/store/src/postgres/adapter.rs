//! The narrow SQL interface on a connection to PostgreSQL whose transaction is open.

use super::locks;
use crate::kept::Kept;
use crate::sql::{Dialect, Lock, Row, Sql, Value};
use chancery_app::ports::{StoreError, Stored};
use deadpool_postgres::Object;
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

/// One transaction on PostgreSQL, used on a thread that may block.
pub(super) struct Adapter<'a> {
    client: &'a Object,
    runtime: &'a Handle,
    kept: Option<Arc<Kept>>,
    fault: Option<Fault>,
}

/// What went wrong first in a transaction.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// In the words of the ports.
    pub(super) error: StoreError,
    /// Whether the same unit may succeed when it is run again at once: another unit was in its way.
    pub(super) conflict: bool,
    /// Whether the connection is gone.
    pub(super) lost: bool,
}

impl<'a> Adapter<'a> {
    /// `kept` for a transaction that only looks.
    pub(super) fn new(client: &'a Object, runtime: &'a Handle, kept: Option<Arc<Kept>>) -> Self {
        Adapter { client, runtime, kept, fault: None }
    }

    /// The first fault, with what the unit's runner needs to know of it.
    pub(super) fn into_fault(self) -> Option<Fault> {
        self.fault
    }

    fn remember<T>(&mut self, result: Result<T, tokio_postgres::Error>) -> Stored<T> {
        result.map_err(|error| {
            let fault = Fault::of(&error);
            let error = fault.error.clone();
            self.fault.get_or_insert(fault);
            error
        })
    }
}

impl Sql for Adapter<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn query(&mut self, sql: &'static str, params: &[Value]) -> Stored<Vec<Row>> {
        let found = self.runtime.block_on(async {
            let statement = self.client.prepare_cached(sql).await?;
            self.client.query(&statement, &borrowed(params)).await
        });
        self.remember(found)?.iter().map(row).collect()
    }

    fn query_composed(&mut self, sql: &str, params: &[Value]) -> Stored<Vec<Row>> {
        // Not kept: callers choose the shape of the statement, and the cache never forgets. With its types named it goes
        // to the server in one message instead of three.
        let found = self.runtime.block_on(self.client.query_typed(sql, &typed(params)));
        self.remember(found)?.iter().map(row).collect()
    }

    fn execute(&mut self, sql: &'static str, params: &[Value]) -> Stored<u64> {
        let changed = self.runtime.block_on(async {
            let statement = self.client.prepare_cached(sql).await?;
            self.client.execute(&statement, &borrowed(params)).await
        });
        self.remember(changed)
    }

    fn lock(&mut self, lock: &Lock<'_>) -> Stored<()> {
        self.query("SELECT pg_advisory_xact_lock($1)", &[Value::Integer(locks::key(lock))]).map(drop)
    }

    fn kept(&self) -> Option<Arc<Kept>> {
        self.kept.clone()
    }

    fn fault(&self) -> Option<StoreError> {
        self.fault.as_ref().map(|fault| fault.error.clone())
    }
}

fn borrowed(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn typed(params: &[Value]) -> Vec<(&(dyn ToSql + Sync), Type)> {
    let kind = |value: &Value| match value {
        Value::Integer(_) => Type::INT8,
        Value::Bytes(_) => Type::BYTEA,
        Value::Text(_) => Type::TEXT,
        // The server finds out.
        Value::Null => Type::UNKNOWN,
    };
    params.iter().map(|value| (value as &(dyn ToSql + Sync), kind(value))).collect()
}

fn row(row: &tokio_postgres::Row) -> Stored<Row> {
    let mut values = Vec::with_capacity(row.len());
    for (index, column) in row.columns().iter().enumerate() {
        values
            .push(value(row, index, column.type_()).map_err(|error| StoreError::Broken(error.to_string()))?);
    }
    Ok(Row::new(values))
}

fn value(row: &tokio_postgres::Row, index: usize, kind: &Type) -> Result<Value, tokio_postgres::Error> {
    Ok(match *kind {
        Type::INT8 => row.try_get::<_, Option<i64>>(index)?.into(),
        Type::INT4 => row.try_get::<_, Option<i32>>(index)?.map(i64::from).into(),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(index)?.map_or(Value::Null, Value::Bytes),
        // What a lock returns.
        Type::VOID => Value::Null,
        _ => row.try_get::<_, Option<String>>(index)?.map_or(Value::Null, Value::Text),
    })
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (self, kind) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Integer(number), &Type::INT8) => number.to_sql(kind, out),
            (Value::Text(text), &Type::TEXT) => text.to_sql(kind, out),
            (Value::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(kind, out),
            (value, kind) => Err(format!("{value:?} does not fit a parameter of type {kind}").into()),
        }
    }

    fn accepts(_kind: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl Fault {
    /// What an error of PostgreSQL means to a use-case. The words leave out the error's detail, which may quote
    /// values.
    pub(super) fn of(error: &tokio_postgres::Error) -> Self {
        let Some(answer) = error.as_db_error() else {
            let text = error.to_string();
            let lost = error.is_closed() || caused_by_connection(error);
            let error = if lost { StoreError::Unavailable(text) } else { StoreError::Broken(text) };
            return Fault { error, conflict: false, lost };
        };
        let code = answer.code();
        let text = format!("{} ({})", answer.message(), code.code());
        let conflict =
            *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED;
        let error = if *code == SqlState::UNIQUE_VIOLATION {
            StoreError::Taken("a row")
        } else if conflict || passes(code) {
            StoreError::Unavailable(text)
        } else {
            StoreError::Broken(text)
        };
        Fault { error, conflict, lost: ends_connection(code) }
    }
}

fn caused_by_connection(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|cause| cause.is::<std::io::Error>())
}

/// The server sends these on a connection that it is about to close.
fn ends_connection(code: &SqlState) -> bool {
    *code == SqlState::ADMIN_SHUTDOWN
        || *code == SqlState::CRASH_SHUTDOWN
        || *code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
}

/// Conditions that pass by themselves or that an operator mends: classes 08 (connection), 53 (resources), 57
/// (operator, time-outs), 58 (system), and a lock or idle time-out.
fn passes(code: &SqlState) -> bool {
    let class = code.code().get(..2).unwrap_or_default();
    matches!(class, "08" | "53" | "57" | "58")
        || *code == SqlState::LOCK_NOT_AVAILABLE
        || *code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
}
