//! Running one unit of work inside a transaction that is already open; used by both databases.

use crate::rooms::Rows;
use crate::sql::Sql;
use chancery_app::Failure;
use chancery_app::ports::Unit;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs the unit and tells whether its changes may be committed. A unit that panics fails like any other, and a
/// unit that went on after a failed statement fails too: on PostgreSQL its transaction is lost.
///
/// # Errors
/// The unit's own failure, or one that says what happened to it.
pub(crate) fn run(unit: &mut Unit, sql: &mut dyn Sql) -> Result<(), Failure> {
    // The unit's captured values may be left half changed by a panic; nobody looks at them afterwards.
    let outcome = catch_unwind(AssertUnwindSafe(|| unit(&mut Rows(sql))));
    match outcome {
        Ok(Ok(())) => match sql.fault() {
            None => Ok(()),
            Some(fault) => Err(fault.into()),
        },
        Ok(Err(failure)) => Err(failure),
        Err(_) => Err(Failure::internal("a unit of work panicked; nothing of it was kept")),
    }
}

/// What spoiled a transaction, in words.
pub(crate) fn fault(sql: &dyn Sql) -> String {
    sql.fault()
        .map_or_else(|| "the transaction was ended by the database".to_owned(), |fault| fault.to_string())
}
