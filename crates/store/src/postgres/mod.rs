//! The register on PostgreSQL, shared by several nodes: a unit is a transaction on a pooled connection.

mod adapter;
mod connect;
mod locks;

use crate::open_error::OpenError;
use crate::unit;
use adapter::{Adapter, Fault};
use chancery_app::Failure;
use chancery_app::ports::{Backend, Scope, StoreError, Unit};
use deadpool_postgres::{Object, Pool};
use futures_util::future::BoxFuture;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::Mutex;
use tracing::{debug, error};

/// How often a unit is run that others were in the way of.
const ATTEMPTS: u32 = 5;

/// How long to wait after a conflict, times the attempts made.
const BACKOFF: Duration = Duration::from_millis(15);

/// Queues for units of this node that would lock the same scope.
const QUEUES: usize = 64;

/// The register in a PostgreSQL database.
///
/// A writing unit runs in READ COMMITTED and takes its scope's advisory lock first, so that every later statement
/// sees what the holder before it committed. A reading unit runs in a read-only snapshot. When the connection is
/// lost while a commit is under way, the answer is [`StoreError::Unavailable`] although the commit may have
/// happened: the caller looks before it tries again.
pub(crate) struct Postgres {
    pool: Pool,
    /// Units of one scope wait here, not on a connection each.
    queues: Vec<Mutex<()>>,
}

/// How one run of a unit ended.
enum Run {
    Finished(Result<(), Failure>),
    Conflict(StoreError),
}

impl Postgres {
    /// Connects and brings the schema up to date.
    ///
    /// # Errors
    /// [`OpenError`].
    pub(crate) async fn open(url: &str) -> Result<Self, OpenError> {
        let pool = connect::connect(url).await?;
        Ok(Postgres { pool, queues: (0..QUEUES).map(|_| Mutex::new(())).collect() })
    }

    async fn run_in_turn(&self, scope: Scope, unit: Unit) -> Result<(), Failure> {
        let Some(lock) = locks::of_scope(scope) else {
            return self.run("BEGIN ISOLATION LEVEL READ COMMITTED".to_owned(), unit).await;
        };
        let key = locks::key(&lock);
        let begin = format!("BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({key})");
        let queue = usize::try_from(key.unsigned_abs() % QUEUES as u64).unwrap_or_default();
        let turn = match self.queues.get(queue) {
            Some(queue) => Some(queue.lock().await),
            None => None,
        };
        let outcome = self.run(begin, unit).await;
        drop(turn);
        outcome
    }

    async fn run(&self, begin: String, mut unit: Unit) -> Result<(), Failure> {
        let mut last = StoreError::Unavailable(String::new());
        for attempt in 1..=ATTEMPTS {
            let client = self.pool.get().await.map_err(|error| Failure::storage(connect::words(&error)))?;
            let (begin, runtime) = (begin.clone(), Handle::current());
            let ran = tokio::task::spawn_blocking(move || {
                let run = run_once(client, &runtime, &begin, &mut unit);
                (unit, run)
            });
            let (again, run) = ran.await.map_err(Failure::internal)?;
            unit = again;
            match run {
                Run::Finished(outcome) => return outcome,
                Run::Conflict(error) => {
                    debug!(attempt, %error, "a unit of work is run again after a conflict");
                    last = error;
                    tokio::time::sleep(BACKOFF * attempt).await;
                }
            }
        }
        Err(last.into())
    }
}

/// Runs the unit in one transaction. The connection goes back to the pool only with no transaction open.
fn run_once(client: Object, runtime: &Handle, begin: &str, unit: &mut Unit) -> Run {
    if let Err(error) = runtime.block_on(client.batch_execute(begin)) {
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
    let mut adapter = Adapter::new(&client, runtime);
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
        (Ok(()), _, Err(fault)) if fault.conflict => Run::Conflict(fault.error),
        (Ok(()), _, Err(fault)) => Run::Finished(Err(Failure::storage(fault.error))),
        (Ok(()), _, Ok(())) => Run::Finished(Ok(())),
    }
}

impl Backend for Postgres {
    fn write(&self, scope: Scope, unit: Unit) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(self.run_in_turn(scope, unit))
    }

    fn read(&self, unit: Unit) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY".to_owned(), unit))
    }
}
