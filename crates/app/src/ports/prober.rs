//! Looking for a published proof, and for CAA records, in the outside world.

use chancery_domain::name::DnsName;
use chancery_domain::validation::{CaaSighting, Proof, Sighting};
use futures_util::future::BoxFuture;

/// Looks for proofs and CAA records, from this machine and from every configured remote perspective.
///
/// Contract: every look ends within the policy's probe time-out and reports what was seen, never an error; it
/// contacts no special address unless the operator allows it (must never happen, number 22); nothing of one look is
/// used in another (trust rule "no shared DNS cache"), and what a remote perspective says counts only for the look
/// that asked it (number 19); it may be called any number of times, also at the same time.
pub trait Prober: Send + Sync {
    /// One look at a proof.
    fn probe<'a>(&'a self, proof: &'a Proof) -> BoxFuture<'a, Sighting>;

    /// One look at the CAA records of a name and its ancestors; the name is given without `*.`.
    fn caa<'a>(&'a self, name: &'a DnsName) -> BoxFuture<'a, CaaSighting>;
}
