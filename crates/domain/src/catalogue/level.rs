//! How thoroughly the owner of a name is examined.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Validation level; the Pro grades are examined like their plain ones and differ in price and extras.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
pub enum Level {
    /// Control over the names only.
    #[serde(rename = "DV")]
    Dv,
    /// The organisation too.
    #[serde(rename = "OV")]
    Ov,
    /// OV, Pro grade.
    #[serde(rename = "OV Pro")]
    OvPro,
    /// The organisation by the EV Guidelines.
    #[serde(rename = "EV")]
    Ev,
    /// EV, Pro grade.
    #[serde(rename = "EV Pro")]
    EvPro,
}

impl Level {
    /// Every level, least first.
    pub const ALL: [Level; 5] = [Level::Dv, Level::Ov, Level::OvPro, Level::Ev, Level::EvPro];

    /// Only control over the names is examined; the word review applies (E8).
    pub fn is_dv(self) -> bool {
        matches!(self, Level::Dv)
    }

    /// The EV Guidelines apply; no wildcards (must-never 13).
    pub fn is_ev(self) -> bool {
        matches!(self, Level::Ev | Level::EvPro)
    }

    /// `DV`, `OV`, `OV Pro`, `EV`, `EV Pro`.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Dv => "DV",
            Level::Ov => "OV",
            Level::OvPro => "OV Pro",
            Level::Ev => "EV",
            Level::EvPro => "EV Pro",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
