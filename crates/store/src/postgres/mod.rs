//! The register on PostgreSQL, shared by several nodes: a unit is a transaction on a pooled connection.

mod adapter;
mod connect;
mod locks;
mod run;

use crate::kept::Kept;
use crate::open_error::OpenError;
use chancery_app::Failure;
use chancery_app::ports::{Backend, Scope, StoreError, Unit};
use deadpool_postgres::Pool;
use futures_util::future::BoxFuture;
use run::{Begin, Run, run_once};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::Mutex;
use tracing::{debug, warn};

/// How often a unit is run that others were in the way of.
const ATTEMPTS: u32 = 5;

/// How long to wait after a conflict, times the attempts made.
const BACKOFF: Duration = Duration::from_millis(15);

/// How long to wait before asking about a lost commit, times the attempts made.
const ASK_AGAIN: Duration = Duration::from_millis(100);

/// Queues for units of this node that would lock the same scope.
const QUEUES: usize = 64;

/// The register in a PostgreSQL database.
///
/// A writing unit runs in READ COMMITTED and takes its scope's advisory lock first, so that every later statement
/// sees what the holder before it committed. A reading unit runs in a read-only snapshot. When the connection is
/// lost while a commit is under way, the server is asked what became of the transaction (PostgreSQL 13 or later);
/// only when it stays away is the answer [`StoreError::Unavailable`] for a unit that may have been committed.
pub(crate) struct Postgres {
    pool: Pool,
    /// Units of one scope wait here, not on a connection each.
    queues: Vec<Mutex<()>>,
    kept: Arc<Kept>,
}

impl Postgres {
    /// Connects and brings the schema up to date.
    ///
    /// # Errors
    /// [`OpenError`].
    pub(crate) async fn open(url: &str) -> Result<Self, OpenError> {
        let pool = connect::connect(url).await?;
        Ok(Postgres { pool, queues: (0..QUEUES).map(|_| Mutex::new(())).collect(), kept: Arc::default() })
    }

    async fn write_in_turn(&self, scope: Scope, unit: Unit) -> Result<(), Failure> {
        let Some(lock) = locks::of_scope(scope) else { return self.run(Begin::Write(None), unit).await };
        let key = locks::key(&lock);
        let queue = usize::try_from(key.unsigned_abs() % QUEUES as u64).unwrap_or_default();
        let turn = match self.queues.get(queue) {
            Some(queue) => Some(queue.lock().await),
            None => None,
        };
        let outcome = self.run(Begin::Write(Some(key)), unit).await;
        drop(turn);
        outcome
    }

    async fn run(&self, begin: Begin, mut unit: Unit) -> Result<(), Failure> {
        let mut last = StoreError::Unavailable(String::new());
        for attempt in 1..=ATTEMPTS {
            let client = self.pool.get().await.map_err(|error| Failure::storage(connect::words(&error)))?;
            let (runtime, kept) = (Handle::current(), self.kept.clone());
            let ran = tokio::task::spawn_blocking(move || {
                let run = run_once(client, &runtime, begin, &kept, &mut unit);
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
                Run::Unknown { transaction, error } => return self.fate_of(transaction, error).await,
            }
        }
        Err(last.into())
    }

    /// Asks what became of a transaction whose commit was not answered.
    async fn fate_of(&self, transaction: u64, error: StoreError) -> Result<(), Failure> {
        warn!(transaction, %error, "the connection was lost during a commit; asking the server about it");
        for attempt in 1..=ATTEMPTS {
            tokio::time::sleep(ASK_AGAIN * attempt).await;
            let Ok(client) = self.pool.get().await else { continue };
            match run::status_of(&client, transaction).await.as_deref() {
                Some("committed") => return Ok(()),
                Some("aborted") => return Err(error.into()),
                // Still in progress, or the server went away again.
                _ => {}
            }
        }
        Err(Failure::storage(format!(
            "{error}; it is not known whether transaction {transaction} was committed"
        )))
    }
}

impl Backend for Postgres {
    fn write(&self, scope: Scope, unit: Unit) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(self.write_in_turn(scope, unit))
    }

    fn read(&self, unit: Unit) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(self.run(Begin::Read, unit))
    }
}
