//! The embedded authority's certificates and sealed keys.

use super::Stored;
use chancery_domain::key::KeyFamily;
use chancery_domain::time::Timestamp;
use std::fmt;

/// An issuing or root certificate with its sealed key.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorityRecord {
    /// Its id: `root`, or brand and family such as `trustasia-ecc`.
    pub id: String,
    /// The brand's key; empty for the root.
    pub brand: String,
    /// The family of its key.
    pub family: KeyFamily,
    /// Its certificate.
    pub certificate_der: Vec<u8>,
    /// Its private key (PKCS#8), sealed.
    pub sealed_key: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl fmt::Debug for AuthorityRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorityRecord").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The embedded authority's certificates and sealed keys.
pub trait Authorities {
    /// All of them, the root first.
    fn authorities(&mut self) -> Stored<Vec<AuthorityRecord>>;
    /// Adds one; [`StoreError::Taken`] when its id is already there.
    fn add_authority(&mut self, record: &AuthorityRecord) -> Stored<()>;
}
