//! Paid terms that outlast a certificate, renewal, and renewal that pays by itself (K). Rounds of the whole register walk
//! only what is due.

mod continue_terms;
mod period;
mod schedule;

pub use continue_terms::continue_terms;
pub(crate) use period::period;
pub(crate) use schedule::schedule;
