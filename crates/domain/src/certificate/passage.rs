//! How far an application is on its course: the steps ahead of it, and when names and organisation were found good.

use crate::catalogue::Step;
use crate::time::Timestamp;
use crate::validation::Challenge;
use serde::{Deserialize, Serialize};

/// The steps that an application still has to pass, and what it passed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Passage {
    /// The steps ahead, the present one first; those that may be skipped are left out when it is submitted (F2, F4, E5).
    pub steps: Vec<Step>,
    /// When the present step began.
    pub since: Timestamp,
    /// When the last name was proved, also by a proof that is used again (E5).
    pub validated_at: Option<Timestamp>,
    /// When the organisation was approved, also by an approval that is used again (F4).
    pub approved_at: Option<Timestamp>,
}

impl Passage {
    /// A course from its beginning; nothing is proved or approved yet.
    pub fn begin(steps: Vec<Step>, now: Timestamp) -> Self {
        Passage { steps, since: now, validated_at: None, approved_at: None }
    }

    /// The present step; nothing when all are passed.
    pub fn current(&self) -> Option<Step> {
        self.steps.first().copied()
    }

    /// Behind the present step.
    pub(super) fn next(mut self, now: Timestamp) -> Self {
        if !self.steps.is_empty() {
            self.steps.remove(0);
        }
        self.since = now;
        self
    }
}

/// What a validation that begins needs; drawn by whoever moves an application on, and used when validation is next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Makings {
    /// What has to be published.
    pub challenges: Vec<Challenge>,
    /// How long there is for it, in seconds (E4).
    pub allowed_seconds: i64,
}
