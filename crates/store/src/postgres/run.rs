//! One run of a unit in one transaction, on a thread that may block.

use super::adapter::{Adapter, Fault};
use crate::kept::Kept;
use crate::unit;
use chancery_app::Failure;
use chancery_app::ports::{StoreError, Unit};
use deadpool_postgres::Object;
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio_postgres::SimpleQueryMessage;
use tracing::error;

/// How a transaction begins.
#[derive(Clone, Copy)]
pub(super) enum Begin {
    /// On a snapshot, without changing anything.
    Read,
    /// For changes, after waiting for the advisory lock with this key.
    Write(Option<i64>),
}

/// How one run of a unit ended.
pub(super) enum Run {
    /// With this outcome.
    Finished(Result<(), Failure>),
    /// Another unit was in its way, or the connection had died before it began; nothing was kept.
    Conflict(StoreError),
    /// The connection was lost during the commit.
    Unknown {
        /// The transaction to ask about.
        transaction: u64,
        /// What happened.
        error: StoreError,
    },
}

/// Runs the unit in one transaction. The connection goes back to the pool only with no transaction open.
pub(super) fn run_once(
    client: Object,
    runtime: &Handle,
    begin: Begin,
    kept: &Arc<Kept>,
    unit: &mut Unit,
) -> Run {
    let transaction = match runtime.block_on(start(&client, begin)) {
        Ok(transaction) => transaction,
        Err(error) => {
            let fault = Fault::of(&error);
            let stale = fault.lost || client.is_closed();
            drop(Object::take(client));
            // A pooled connection may have died unnoticed; nothing has been done on it.
            return if stale || fault.conflict {
                Run::Conflict(fault.error)
            } else {
                Run::Finished(Err(fault.error.into()))
            };
        }
    };
    let kept = matches!(begin, Begin::Read).then(|| kept.clone());
    let mut adapter = Adapter::new(&client, runtime, kept);
    let outcome = unit::run(unit, &mut adapter);
    let fault = adapter.into_fault();
    let ended = runtime.block_on(client.batch_execute(if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" }));
    let ended = ended.map_err(|error| Fault::of(&error));
    if let Err(fault) = &ended {
        error!(error = %fault.error, "a transaction could not be ended");
        drop(Object::take(client));
    }
    match (outcome, fault, ended) {
        (Err(_), Some(fault), _) if fault.conflict => Run::Conflict(fault.error),
        (Err(failure), ..) => Run::Finished(Err(failure)),
        (Ok(()), _, Ok(())) => Run::Finished(Ok(())),
        (Ok(()), _, Err(fault)) => match (fault.conflict, fault.lost, transaction) {
            (true, ..) => Run::Conflict(fault.error),
            (false, true, Some(transaction)) => Run::Unknown { transaction, error: fault.error },
            _ => Run::Finished(Err(Failure::storage(fault.error))),
        },
    }
}

/// Begins, waits for the lock, and tells the number of a transaction that may change something; in one message, so
/// that it costs one round trip. The number comes after the lock: a transaction that only waits has none.
async fn start(client: &Object, begin: Begin) -> Result<Option<u64>, tokio_postgres::Error> {
    let lock = match begin {
        Begin::Read => {
            client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
            return Ok(None);
        }
        Begin::Write(None) => String::new(),
        Begin::Write(Some(key)) => format!("SELECT pg_advisory_xact_lock({key}); "),
    };
    let sql = format!("BEGIN ISOLATION LEVEL READ COMMITTED; {lock}SELECT pg_current_xact_id()");
    let messages = client.simple_query(&sql).await?;
    Ok(last_value(&messages).and_then(|number| number.parse().ok()))
}

/// `committed`, `aborted`, `in progress`; nothing when the server does not answer or has forgotten.
pub(super) async fn status_of(client: &Object, transaction: u64) -> Option<String> {
    let sql = format!("SELECT pg_xact_status('{transaction}')");
    let messages = client.simple_query(&sql).await.ok()?;
    last_value(&messages).map(str::to_owned)
}

fn last_value(messages: &[SimpleQueryMessage]) -> Option<&str> {
    messages.iter().rev().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    })
}
