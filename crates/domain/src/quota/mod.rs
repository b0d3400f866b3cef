//! The room of free certificates in force (B1 to B3): how many an account and a primary domain may have, and until
//! when each one counts.

mod admission;
mod usage;

pub use admission::{Quota, QuotaError};
pub use usage::QuotaUse;
