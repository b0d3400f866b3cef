//! Proof that the applicant controls a name: methods, the challenge that is set, what was seen, the verdict.
//!
//! Rules E1, E2, E4 and E6; the look-ups themselves are made by the connectors and come in as observations.

mod cause;
mod challenge;
mod method;
mod observation;
mod verdict;

pub use cause::Cause;
pub use challenge::{Challenge, Proof, bases, challenges};
pub use method::Method;
pub use observation::{Finding, Observation, Purpose};
pub use verdict::{Verdict, judge};
