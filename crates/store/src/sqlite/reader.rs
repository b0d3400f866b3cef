//! The readers: a few read-only connections, each unit in one transaction on a thread that may block.

use super::adapter::{Adapter, stored};
use super::connection::open_reader;
use crate::kept::Kept;
use crate::unit;
use chancery_app::Failure;
use chancery_app::ports::Unit;
use parking_lot::Mutex;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Units that look at the same time; more of them wait.
const READERS: usize = 4;

/// The read-only connections, opened when first needed.
pub(super) struct Readers {
    free: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Connection>>>,
    path: PathBuf,
    kept: Arc<Kept>,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Self {
        Readers {
            free: Arc::new(Semaphore::new(READERS)),
            idle: Arc::default(),
            path: path.into(),
            kept: Arc::default(),
        }
    }

    /// Runs a unit on the state that was last committed when it began.
    pub(super) async fn run(&self, unit: Unit) -> Result<(), Failure> {
        let permit = self.free.clone().acquire_owned().await.map_err(Failure::storage)?;
        let (idle, path, kept) = (self.idle.clone(), self.path.clone(), self.kept.clone());
        let done = tokio::task::spawn_blocking(move || {
            let outcome = borrow(&idle, &path, &kept, unit);
            drop(permit);
            outcome
        });
        done.await.map_err(Failure::internal)?
    }

    /// The same on this thread, for units so short that handing them to another would cost more than they do. Readers
    /// never wait for the writer.
    pub(super) fn run_here(&self, unit: Unit) -> Result<(), Failure> {
        borrow(&self.idle, &self.path, &self.kept, unit)
    }
}

/// Runs the unit on an idle connection, or a fresh one, which is idle afterwards.
fn borrow(
    idle: &Mutex<Vec<Connection>>,
    path: &Path,
    kept: &Arc<Kept>,
    mut unit: Unit,
) -> Result<(), Failure> {
    let waiting = idle.lock().pop();
    let connection = match waiting {
        Some(connection) => connection,
        None => open_reader(path).map_err(|error| Failure::from(stored(&error)))?,
    };
    let outcome = look(&connection, kept, &mut unit);
    if connection.is_autocommit() {
        idle.lock().push(connection);
    }
    outcome
}

fn look(connection: &Connection, kept: &Arc<Kept>, unit: &mut Unit) -> Result<(), Failure> {
    let statement = |sql: &str| {
        let ran = connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
        ran.map(drop).map_err(|error| Failure::from(stored(&error)))
    };
    statement("BEGIN DEFERRED")?;
    let outcome = unit::run(unit, &mut Adapter::new(connection, Some(kept.clone())));
    if !connection.is_autocommit() {
        // Nothing was changed; giving up a transaction costs more than ending it.
        statement("COMMIT")?;
    }
    outcome
}
