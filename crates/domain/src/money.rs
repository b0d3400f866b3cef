//! Amounts of money as whole cents of one currency; nothing is ever rounded away (C1).

use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount in US cents, the catalogue's currency (A1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// Nothing to pay.
    pub const ZERO: Cents = Cents(0);

    /// The sum, or nothing when it does not fit.
    pub fn checked_add(self, other: Cents) -> Option<Cents> {
        self.0.checked_add(other.0).map(Cents)
    }

    /// The difference, or nothing when it does not fit.
    pub fn checked_sub(self, other: Cents) -> Option<Cents> {
        self.0.checked_sub(other.0).map(Cents)
    }

    /// `percent` hundredths of an amount of 0 or more, downwards to a whole cent. The rest is computed by
    /// subtraction, so that the two parts are always the whole (C1).
    pub fn percent(self, percent: u8) -> Cents {
        let part = i128::from(self.0) * i128::from(percent) / 100;
        Cents(i64::try_from(part).unwrap_or(i64::MAX))
    }

    /// The amount `count` times, or nothing when it does not fit.
    pub fn checked_times(self, count: i64) -> Option<Cents> {
        self.0.checked_mul(count).map(Cents)
    }
}

impl fmt::Display for Cents {
    /// `836.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}
