//! Free-certificate packages (B3): places beyond the account's free quota, given by the operator, with an end. They
//! raise the account's quota only, never the primary domain's, and the free quota is used first.

use crate::ids::{AccountId, PackageId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Extra places for free certificates.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct ExtraPlaces {
    /// Its id.
    pub id: PackageId,
    /// Whose they are.
    pub account: AccountId,
    /// How many.
    pub places: i64,
    /// When they were given.
    pub created_at: Timestamp,
    /// From then on they no longer count.
    pub expires_at: Timestamp,
}

impl ExtraPlaces {
    /// Places that count at `now`.
    pub fn in_force(&self, now: Timestamp) -> i64 {
        if now < self.expires_at { self.places } else { 0 }
    }
}
