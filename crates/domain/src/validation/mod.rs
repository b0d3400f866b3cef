//! Proof that the applicant controls a name: methods, the challenge that is set, what was seen, the verdict.
//!
//! Rules E1, E2, E4 and E6; the look-ups themselves are made by the connectors and come in as observations.

pub mod caa;
mod cause;
mod challenge;
mod corroboration;
mod method;
mod observation;
pub mod persist;
mod sighting;
mod verdict;

pub use cause::Cause;
pub use challenge::{ACME_TLS, Challenge, HTTP_01_DIRECTORY, Proof, bases, challenges};
pub use corroboration::{Corroboration, PerspectiveMode, Vote, corroborate};
pub use method::Method;
pub use observation::{Finding, Observation, Purpose};
pub use sighting::{CaaSighting, RemoteCaa, RemoteSighting, Sighting};
pub use verdict::{Verdict, judge, judge_proof};
