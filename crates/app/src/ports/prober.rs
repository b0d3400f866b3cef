//! Looking for a published proof in the outside world.

use chancery_domain::validation::{Observation, Proof};
use futures_util::future::BoxFuture;

/// Looks for proofs.
///
/// Contract: every probe ends within the policy's probe time-out and reports what was seen, never an error; it
/// contacts no special address unless the operator allows it (must never happen, number 22); it may be called any
/// number of times, also at the same time.
pub trait Prober: Send + Sync {
    /// One look from every viewpoint.
    fn probe<'a>(&'a self, proof: &'a Proof) -> BoxFuture<'a, Vec<Observation>>;
}
