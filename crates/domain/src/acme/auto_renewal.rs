//! Orders that renew themselves: short-term, automatically renewed certificates (RFC 8739).

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The `auto-renewal` object of an order (RFC 8739 section 3.1.1).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct AutoRenewal {
    /// First moment of the first certificate; nothing for as soon as possible.
    pub start_date: Option<Timestamp>,
    /// Last moment of the last certificate.
    pub end_date: Timestamp,
    /// Seconds that each certificate is valid.
    pub lifetime: i64,
    /// Seconds by which each notBefore is moved back (pre-dating); less than `lifetime`.
    pub lifetime_adjust: i64,
    /// Whether the current certificate may be fetched by an unauthenticated GET (section 3.4).
    pub allow_certificate_get: bool,
}
