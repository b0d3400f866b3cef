//! What is no longer to be trusted: revoked serials with their reasons, the parts of revocation lists, and how long an
//! entry stays in them.

mod by;
mod list;
mod reason;

pub use by::{By, Refused};
pub use list::{ListPart, ListState};
pub use reason::Reason;

use crate::issuance::Serial;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One revoked serial.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Revocation {
    /// The serial.
    pub serial: Serial,
    /// The issuer's id in the register.
    pub issuer: String,
    /// The part of the issuer's list that the certificate names; nothing for the whole list.
    pub shard: Option<i64>,
    /// Why.
    pub reason: Reason,
    /// When; never changed, also when the reason is.
    pub revoked_at: Timestamp,
    /// Last second of the certificate's validity.
    pub not_after: Timestamp,
    /// Its place in the order of all revocations of the register: grows strictly, in the order of commits.
    pub revision: i64,
}
