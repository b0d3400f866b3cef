//! Paid terms that outlast a certificate (K3), renewal (K1, K2), renewal that pays by itself (K4), and
//! reminders of ends (M1). Rounds of the whole
//! register walk only what is due.

mod continue_terms;
mod remind_of_ends;
mod renew;
mod renew_by_itself;
mod switch;

pub use continue_terms::continue_terms;
pub use remind_of_ends::remind_of_ends;
pub use renew::{Renew, Renewed, renew};
pub use renew_by_itself::renew_by_itself;
pub use switch::switch_automatic;

/// Units of work that a round has waiting side by side, so that they are committed together.
const AT_ONCE: usize = 32;
