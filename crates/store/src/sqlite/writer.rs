//! The one writer: takes the units that wait, runs them, commits them together, answers them.
//!
//! A commit with its sync costs about the same for one unit as for hundreds, so that under load the cost of
//! durability is shared; a single caller never waits for company.
//!
//! Units are seldom refused, and a savepoint for each keeps a copy of every page it changes. So a group runs without
//! first; when one of its units is refused, the group begins anew with a savepoint around each.

use super::adapter::{Adapter, stored};
use crate::open_error::OpenError;
use crate::unit;
use chancery_app::Failure;
use chancery_app::ports::{StoreError, Unit};
use rusqlite::Connection;
use std::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;
use tracing::error;

/// Units in one commit at most, so that the first of a crowd is not kept waiting for long.
const GROUP_MAX: usize = 256;

type Outcome = Result<(), Failure>;

struct Job {
    unit: Unit,
    answer: oneshot::Sender<Outcome>,
}

/// Hands units to the writer's thread.
pub(super) struct Writer(Sender<Job>);

impl Writer {
    /// Starts the thread. It ends when the last unit is answered after the `Writer` is dropped.
    pub(super) fn start(connection: Connection) -> Result<Self, OpenError> {
        let (sender, receiver) = channel();
        std::thread::Builder::new()
            .name("register-writer".to_owned())
            .spawn(move || serve(&connection, &receiver))
            .map_err(|error| OpenError::Unreachable(error.to_string()))?;
        Ok(Writer(sender))
    }

    /// Runs a unit; ready with `Ok` only once its changes are on disk.
    pub(super) async fn run(&self, unit: Unit) -> Outcome {
        let (answer, answered) = oneshot::channel();
        self.0.send(Job { unit, answer }).map_err(|_| Failure::storage("the writer has ended"))?;
        answered.await.unwrap_or_else(|_| Err(Failure::storage("the writer has ended")))
    }
}

fn serve(connection: &Connection, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let mut group = vec![first];
        while group.len() < GROUP_MAX {
            match jobs.try_recv() {
                Ok(job) => group.push(job),
                Err(_) => break,
            }
        }
        let outcomes = commit_together(connection, &mut group);
        for (job, outcome) in group.into_iter().zip(outcomes) {
            // A caller that went away has no use for its answer.
            let _ = job.answer.send(outcome);
        }
    }
}

/// One outcome for each job: its own, or for all the reason why nothing was committed.
fn commit_together(connection: &Connection, group: &mut [Job]) -> Vec<Outcome> {
    match try_commit_together(connection, group) {
        Ok(outcomes) => outcomes,
        Err(cause) => {
            if !connection.is_autocommit() {
                let _ = run_statement(connection, "ROLLBACK");
            }
            error!(error = %cause, units = group.len(), "a group of units was not committed");
            group.iter().map(|_| Err(Failure::from(cause.clone()))).collect()
        }
    }
}

fn try_commit_together(connection: &Connection, group: &mut [Job]) -> Result<Vec<Outcome>, StoreError> {
    run_statement(connection, "BEGIN IMMEDIATE")?;
    let mut first = Vec::with_capacity(group.len());
    for job in group.iter_mut() {
        let outcome = run(connection, &mut job.unit)?;
        let refused = outcome.is_err();
        first.push(outcome);
        if refused {
            break;
        }
    }
    if first.iter().all(Result::is_ok) {
        run_statement(connection, "COMMIT")?;
        return Ok(first);
    }
    run_statement(connection, "ROLLBACK")?;
    // Alone it is refused, and nothing of it is there.
    if group.len() == 1 { Ok(first) } else { commit_what_is_not_refused(connection, group) }
}

/// Each unit under a savepoint, which keeps what the units before it changed when it is refused.
fn commit_what_is_not_refused(
    connection: &Connection,
    group: &mut [Job],
) -> Result<Vec<Outcome>, StoreError> {
    run_statement(connection, "BEGIN IMMEDIATE")?;
    let mut outcomes = Vec::with_capacity(group.len());
    for job in group.iter_mut() {
        run_statement(connection, "SAVEPOINT unit")?;
        let outcome = run(connection, &mut job.unit)?;
        if outcome.is_err() {
            run_statement(connection, "ROLLBACK TO unit")?;
        }
        run_statement(connection, "RELEASE unit")?;
        outcomes.push(outcome);
    }
    let kept = outcomes.iter().any(Result::is_ok);
    run_statement(connection, if kept { "COMMIT" } else { "ROLLBACK" })?;
    Ok(outcomes)
}

/// The inner result is the unit's own; the outer one says that the whole transaction is lost.
fn run(connection: &Connection, unit: &mut Unit) -> Result<Outcome, StoreError> {
    let mut adapter = Adapter::new(connection, None);
    let outcome = unit::run(unit, &mut adapter);
    if connection.is_autocommit() {
        // After some errors (disk full, I/O) SQLite ends the transaction by itself, and with it the units before.
        let fault = unit::fault(&adapter);
        return Err(StoreError::Unavailable(fault));
    }
    Ok(outcome)
}

fn run_statement(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    let run = || connection.prepare_cached(sql)?.execute([]);
    // Whatever keeps a transaction from being controlled, nothing of it is there and the units may run again.
    run().map(drop).map_err(|error| match stored(&error) {
        StoreError::Broken(cause) => StoreError::Unavailable(cause),
        other => other,
    })
}
