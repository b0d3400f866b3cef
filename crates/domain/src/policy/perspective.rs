//! Multi-perspective checks (MPIC, BR 3.2.2.9): how many remote viewpoints must look, and how many may disagree.

use super::Policy;
use super::schedule::{Dated, UtcDate, in_force};
use crate::time::Timestamp;
use serde::Deserialize;

/// What holds for the set of remote viewpoints from a day on.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Perspectives {
    /// First day on which it holds.
    pub from: UtcDate,
    /// Remote viewpoints at least.
    pub remotes_min: usize,
    /// Regions of the address registries that they span at least.
    pub regions_min: usize,
}

impl Dated for Perspectives {
    fn from(&self) -> UtcDate {
        self.from
    }
}

/// How many remote viewpoints may disagree, for a set of at least a certain size.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Dissent {
    /// Smallest set for which it holds.
    pub remotes_from: usize,
    /// So many may disagree.
    pub dissent_max: usize,
}

impl Policy {
    /// What holds for remote viewpoints at a moment; nothing before the rule began.
    pub fn perspectives(&self, at: Timestamp) -> Option<&Perspectives> {
        in_force(&self.perspectives, at)
    }

    /// How many of `remotes` viewpoints may disagree with the primary one within the same attempt.
    pub fn dissent_max(&self, remotes: usize) -> usize {
        let row = self.perspective_dissent.iter().rfind(|row| row.remotes_from <= remotes);
        row.map_or(0, |row| row.dissent_max)
    }
}
