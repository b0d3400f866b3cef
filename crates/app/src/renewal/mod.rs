//! Paid terms that outlast a certificate (K3), renewal (K1, K2), and renewal that pays by itself (K4). Rounds of the whole
//! register walk only what is due.

mod continue_terms;
mod renew;
mod renew_by_itself;
mod switch;

pub use continue_terms::continue_terms;
pub use renew::{Renew, Renewed, renew};
pub use renew_by_itself::renew_by_itself;
pub use switch::switch_automatic;
