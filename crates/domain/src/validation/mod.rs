//! Proof that the applicant controls a name: methods, the challenge that is set, what was seen, the verdict.
//!
//! Rules E1, E2, E4 and E6; the look-ups themselves are made by the connectors and come in as observations.

mod cause;
mod challenge;
mod method;
mod observation;
pub mod persist;
mod verdict;

pub use cause::Cause;
pub use challenge::{ACME_TLS, Challenge, HTTP_01_DIRECTORY, Proof, bases, challenges};
pub use method::Method;
pub use observation::{Finding, Observation, Purpose};
pub use verdict::{Verdict, judge};
