//! The engine: claims stored tasks that are due and runs them, on every node, for as long as the service runs.
//!
//! A task may run twice (a lease that ended, a crash after the work); every handler is written so that the second
//! run changes nothing.

mod handle;
mod run;
mod run_now;

pub use run::{Engine, run_due};
pub use run_now::run_now;
