//! Looking for proofs: in the background until the deadline, at once when the applicant asks, and the account of
//! what each look saw.

pub mod acme_proof;
mod check;
mod look;
mod poll;

pub use check::{ChallengeReport, Report, check};
pub use look::look;
pub use poll::poll;
