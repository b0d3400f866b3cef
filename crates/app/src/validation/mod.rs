//! Looking for proofs: in the background until the deadline, at once when the applicant asks, and the account of
//! what each look saw.

pub mod acme_proof;
mod caa_in_force;
mod check;
mod check_caa;
mod look;
mod look_everywhere;
mod poll;

pub use caa_in_force::caa_in_force;
pub use chancery_domain::validation::caa::CaaQuestion;
pub use check::{ChallengeReport, Report, check};
pub use check_caa::{CaaOutcome, check_caa};
pub use look::look;
pub use look_everywhere::{Looked, look_at_proof, look_everywhere};
pub use poll::poll;
