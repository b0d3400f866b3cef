//! How far a benefit package is (C3). `matrix.txt` shows every stage against every action.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How far a package is.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Stage {
    /// It holds points.
    Usable,
    /// All its points were used or given away; points of a refunded order make it usable again.
    Used,
    /// Its time is over, and what was left lapsed.
    Expired {
        /// When.
        at: Timestamp,
        /// Points that lapsed.
        lapsed: i64,
    },
    /// It was given back for what was paid for it.
    Refunded {
        /// When.
        at: Timestamp,
    },
}

impl Stage {
    /// The word in the cloud API and in storage.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Usable => "usable",
            Stage::Used => "used",
            Stage::Expired { .. } => "expired",
            Stage::Refunded { .. } => "refund",
        }
    }
}
