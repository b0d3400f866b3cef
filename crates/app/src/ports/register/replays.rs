//! Marks of mutating requests.

use super::Stored;
use chancery_domain::time::Timestamp;

/// What is known of a request's signature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Replay {
    /// It was never seen; now it is noted.
    First,
    /// It was seen, and this was the answer as it was kept.
    Answered(String),
    /// It was seen and is not answered yet, or its answer was lost in a crash.
    Unanswered,
}

/// Marks of mutating requests, so that a replay is answered but not run again.
pub trait Replays {
    /// Notes a signature until `expires_at`, or says what is known of it. Exactly one of several callers at the
    /// same time gets [`Replay::First`].
    fn claim_signature(&mut self, signature: &str, expires_at: Timestamp) -> Stored<Replay>;
    /// Keeps the answer.
    fn keep_answer(&mut self, signature: &str, answer: &str) -> Stored<()>;
    /// Forgets the marks that expired before `now`.
    fn forget_signatures(&mut self, now: Timestamp) -> Stored<()>;
}
