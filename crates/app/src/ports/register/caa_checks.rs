//! CAA look-ups that let us issue, and how long they may be used.

use super::Stored;
use chancery_domain::time::Timestamp;
use chancery_domain::validation::Corroboration;
use serde::{Deserialize, Serialize};

/// One look-up for one name (BR 3.2.2.8).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct CaaCheck {
    /// The name as in the certificate, with its `*.`.
    pub name: String,
    /// When it was looked up.
    pub checked_at: Timestamp,
    /// Last second at which it may be used for issuance.
    pub good_until: Timestamp,
    /// Where the records stood that counted; nothing when there were none.
    pub found_at: Option<String>,
    /// SHA-256 over these records, lower-case hex; empty when there were none.
    pub records_sha256: String,
    /// How the remote perspectives voted.
    pub corroboration: Corroboration,
}

/// CAA look-ups by what they were made for: `subject` is a certificate's or an order's id. They stay after the
/// subject is gone, as the audit log does.
pub trait CaaChecks {
    /// Keeps these as the last look-ups for their names.
    fn put_caa_checks(&mut self, subject: &str, checks: &[CaaCheck]) -> Stored<()>;
    /// The last look-up for each name, in the order of names.
    fn caa_checks(&mut self, subject: &str) -> Stored<Vec<CaaCheck>>;
}
