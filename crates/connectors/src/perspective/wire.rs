//! What coordinator and remote perspective say to each other, in JSON.

use chancery_domain::name::DnsName;
use chancery_domain::validation::caa::CaaLook;
use chancery_domain::validation::{Observation, Proof};
use serde::{Deserialize, Serialize};

/// The one path.
pub(super) const PATH: &str = "/look";

/// Octets of a question; the longest proof is far below.
pub(super) const QUESTION_BYTES_MAX: usize = 64 * 1024;

/// Octets of an answer: a few record sets of the largest size that the DNS knows, written as JSON numbers.
pub(super) const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A look to be made.
#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    /// Drawn afresh for each attempt; an answer that does not repeat it is none (must never happen, number 19).
    pub(super) attempt: String,
    pub(super) look: Wanted,
}

/// What to look at.
#[derive(Serialize, Deserialize, Debug)]
pub(super) enum Wanted {
    Proof(Proof),
    Caa(DnsName),
}

/// What was seen.
#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    pub(super) attempt: String,
    pub(super) seen: Seen,
}

#[derive(Serialize, Deserialize, Debug)]
pub(super) enum Seen {
    Proof(Vec<Observation>),
    Caa(Vec<CaaLook>),
}
