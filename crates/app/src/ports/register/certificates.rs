//! Certificates with their files, lists and public keys.

use super::Stored;
use chancery_domain::certificate::{Certificate, Relation, StageKind, Tag, Usage};
use chancery_domain::ids::{AccountId, CertificateId, ProjectId};
use chancery_domain::time::Timestamp;
use std::fmt;

/// What belongs to a certificate but is too large for lists.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct CertificateFiles {
    /// The CSR.
    pub csr_der: Option<Vec<u8>>,
    /// The leaf certificate.
    pub leaf_der: Option<Vec<u8>>,
    /// The certificates above the leaf in order, the root last when it is known.
    pub chain_der: Vec<Vec<u8>>,
    /// The private key, sealed: a serialized `KeyForm`.
    pub sealed_key: Option<Vec<u8>>,
    /// Whether it may be downloaded.
    pub download_allowed: bool,
}

impl fmt::Debug for CertificateFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateFiles")
            .field("key_held", &self.sealed_key.is_some())
            .finish_non_exhaustive()
    }
}

/// Which certificates of an account to list. Empty or absent members do not restrict.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct CertificateFilter {
    /// Part of the id, the alias, or any name (case does not matter).
    pub search: Option<String>,
    /// Any of these stages. `Some(vec![])` matches nothing.
    pub stages: Option<Vec<StageKind>>,
    /// Server or CA certificates.
    pub usage: Option<Usage>,
    /// Only uploaded ones, or only those applied for here.
    pub uploaded: Option<bool>,
    /// Only those with an SM2 key.
    pub sm2: bool,
    /// One project.
    pub project: Option<ProjectId>,
    /// All of these tags.
    pub tags: Vec<Tag>,
    /// Any of these ids. `Some(vec![])` matches nothing.
    pub ids: Option<Vec<CertificateId>>,
    /// Issued ones whose last second is at or after the first moment and at or before the second.
    pub ends_between: Option<(Timestamp, Timestamp)>,
    /// Order of the list.
    pub order: CertificateOrder,
    /// Rows to skip.
    pub offset: u64,
    /// Rows to return at most.
    pub limit: u64,
}

/// Order of a list; within one second the order in which certificates were put in decides.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum CertificateOrder {
    /// Latest application or upload first.
    #[default]
    NewestFirst,
    /// Earliest end first; those without an end come last.
    ExpiryAscending,
    /// Latest end first; those without an end come last.
    ExpiryDescending,
}

/// One page of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertificatePage {
    /// The rows.
    pub items: Vec<Certificate>,
    /// How many match in all.
    pub total: u64,
}

/// A certificate that came out of another one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Child {
    /// Out of which.
    pub parent: CertificateId,
    /// How.
    pub relation: Relation,
    /// Its id.
    pub id: CertificateId,
    /// How far it is.
    pub stage: StageKind,
}

/// Certificates. Cost contract: a page costs by its own length and offset, not by what the register holds, when
/// the filter restricts nothing but stages (counts are kept per account and stage).
pub trait Certificates {
    /// Adds a certificate with its files; [`StoreError::Taken`] when its id was ever used.
    fn insert_certificate(&mut self, certificate: &Certificate, files: &CertificateFiles) -> Stored<()>;
    /// Whether a certificate has this id, or one that was deleted had it.
    fn certificate_id_used(&mut self, id: &CertificateId) -> Stored<bool>;
    /// The certificate.
    fn certificate(&mut self, id: &CertificateId) -> Stored<Option<Certificate>>;
    /// Writes all its members back.
    fn update_certificate(&mut self, certificate: &Certificate) -> Stored<()>;
    /// Its files.
    fn certificate_files(&mut self, id: &CertificateId) -> Stored<Option<CertificateFiles>>;
    /// Writes all its files back.
    fn update_certificate_files(&mut self, id: &CertificateId, files: &CertificateFiles) -> Stored<()>;
    /// Takes it out of every list together with its files and looks; its id is never used again, and what was
    /// signed for it stays known ([`super::Issuances`]).
    fn delete_certificate(&mut self, id: &CertificateId) -> Stored<()>;
    /// The certificates that come from this one in this way, in the order in which they were put in.
    fn related(&mut self, parent: &CertificateId, relation: Relation) -> Stored<Vec<CertificateId>>;
    /// What came out of each of these certificates, oldest first; those without children are not told.
    fn children(&mut self, parents: &[CertificateId]) -> Stored<Vec<Child>>;
    /// A page of an account's certificates.
    fn list_certificates(
        &mut self,
        account: AccountId,
        filter: &CertificateFilter,
    ) -> Stored<CertificatePage>;
    /// An account's certificates with this SHA-1 fingerprint (lower-case hex), oldest first, at most `limit`.
    fn certificates_with_fingerprint(
        &mut self,
        account: AccountId,
        sha1: &str,
        limit: u64,
    ) -> Stored<Vec<CertificateId>>;
    /// Certificates of all accounts that are in force or wait for their revocation, and whose last second is before `now`;
    /// the first to end first, at most `limit`.
    fn certificates_to_expire(
        &mut self,
        now: Timestamp,
        limit: u64,
    ) -> Stored<Vec<(AccountId, CertificateId)>>;
    /// Notes that this public key (SHA-256 of its SubjectPublicKeyInfo, hex) belongs to that certificate's order.
    /// Returns the certificate that has it already, if another has; nothing is changed then. A key stays noted
    /// when its certificate is deleted.
    fn claim_public_key(&mut self, spki_sha256: &str, id: &CertificateId) -> Stored<Option<CertificateId>>;
}
