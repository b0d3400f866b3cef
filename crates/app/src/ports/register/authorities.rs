//! The embedded authority's certificates, and where their keys are.

use super::Stored;
use chancery_domain::hierarchy::Stage;
use chancery_domain::key::KeyFamily;
use chancery_domain::time::Timestamp;
use std::fmt;

/// Where a private key is.
#[derive(Clone, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the register: PKCS#8, sealed.
    Sealed(Vec<u8>),
    /// In a hardware module, under this label.
    Module(String),
}

impl fmt::Debug for KeyPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyPlace::Sealed(_) => f.write_str("Sealed(***)"),
            KeyPlace::Module(label) => write!(f, "Module({label:?})"),
        }
    }
}

/// A root or issuing authority.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuthorityRecord {
    /// Its id: `root`, brand and family such as `trustasia-ecc`, and after rotations `trustasia-ecc-2`.
    pub id: String,
    /// The id that the hierarchy names; the same for all that took each other's place.
    pub line: String,
    /// The brand's key; empty for those that sign no subscribers.
    pub brand: String,
    /// The family of its key.
    pub family: KeyFamily,
    /// Whether it signs or only answers.
    pub stage: Stage,
    /// The id of whoever signed its certificate; nothing for a root, or when that one has no record.
    pub parent: Option<String>,
    /// Its certificate.
    pub certificate_der: Vec<u8>,
    /// Certificates above it that have no record, its signer's first.
    pub above: Vec<Vec<u8>>,
    /// Its private key.
    pub key: KeyPlace,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Another certificate for an authority's name and key, signed by another authority.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CrossCertificate {
    /// Whose name and key.
    pub authority: String,
    /// Who signed.
    pub signed_by: String,
    /// The certificate.
    pub certificate_der: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The embedded authority's certificates, and where their keys are.
///
/// Contract: changes are made in units of [`crate::ports::Scope::System`], one after the other; every one of them
/// raises [`Authorities::authorities_revision`].
pub trait Authorities {
    /// All of them, those without a parent first, then by id.
    fn authorities(&mut self) -> Stored<Vec<AuthorityRecord>>;
    /// Adds one; [`super::StoreError::Taken`] when its id is already there.
    fn add_authority(&mut self, record: &AuthorityRecord) -> Stored<()>;
    /// Puts one into another stage.
    fn move_authority(&mut self, id: &str, stage: Stage) -> Stored<()>;
    /// Every cross-signed certificate, by authority, the oldest first.
    fn cross_certificates(&mut self) -> Stored<Vec<CrossCertificate>>;
    /// Adds one; another by the same signer for the same authority gives way to it.
    fn add_cross_certificate(&mut self, certificate: &CrossCertificate) -> Stored<()>;
    /// A number that grows with every change here.
    fn authorities_revision(&mut self) -> Stored<i64>;
}
