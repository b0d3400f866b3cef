//! Revoked serials, published revocation lists, blocked keys.

use super::Stored;
use chancery_domain::issuance::Serial;
use chancery_domain::revocation::{ListPart, ListState, Reason, Revocation};
use chancery_domain::time::Timestamp;

/// A revocation to be recorded; its revision is given by the register.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewRevocation {
    /// The serial.
    pub serial: Serial,
    /// The issuer's id in the register.
    pub issuer: String,
    /// The part of the issuer's list that the certificate names.
    pub shard: Option<i64>,
    /// Why.
    pub reason: Reason,
    /// When.
    pub revoked_at: Timestamp,
    /// Last second of the certificate's validity.
    pub not_after: Timestamp,
}

/// A published list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredList {
    /// What is known of it.
    pub state: ListState,
    /// Its bytes.
    pub der: Vec<u8>,
}

/// What the register knows of a serial.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It was never given.
    Unassigned,
    /// Recorded, but nothing signed under it is kept: nobody outside has a certificate with it yet.
    Recorded {
        /// Who is to sign.
        issuer: String,
    },
    /// A certificate or precertificate was signed under it.
    Assigned {
        /// Who signed.
        issuer: String,
    },
    /// It was revoked.
    Revoked(Revocation),
}

/// Revoked serials, published lists, blocked keys.
///
/// Contract: units that revoke anything run one after the other from their first revocation to their commit, so that
/// revisions become visible in their order and whoever has seen one has seen all before it.
pub trait Revocations {
    /// Records a revocation under the next revision and returns that; [`super::StoreError::Taken`] when the serial is
    /// revoked already.
    fn insert_revocation(&mut self, revocation: &NewRevocation) -> Stored<Revocation>;
    /// Changes the reason under the next revision; the moment stays.
    fn change_reason(&mut self, serial: &Serial, reason: Reason) -> Stored<Revocation>;
    /// The revocation of a serial.
    fn revocation(&mut self, serial: &Serial) -> Stored<Option<Revocation>>;
    /// What is known of each of these serials, in their order.
    fn standings(&mut self, serials: &[Serial]) -> Stored<Vec<Standing>>;
    /// The newest revision of the whole register; 0 before the first revocation.
    fn newest_revision(&mut self) -> Stored<i64>;
    /// Revocations above a revision in their order, at most `limit`.
    fn revocations_after(&mut self, revision: i64, limit: u64) -> Stored<Vec<Revocation>>;
    /// The newest revision among an issuer's revocations of a part; 0 when there is none.
    fn newest_of_part(&mut self, issuer: &str, part: ListPart) -> Stored<i64>;
    /// The revocations that the list after `last` names ([`ListState::names`]), in the order of revisions.
    fn listed(&mut self, issuer: &str, part: ListPart, last: Option<&ListState>) -> Stored<Vec<Revocation>>;
    /// The parts of an issuer's list that were published or have revocations.
    fn list_parts(&mut self, issuer: &str) -> Stored<Vec<ListPart>>;
    /// The published list of a part.
    fn list(&mut self, issuer: &str, part: ListPart) -> Stored<Option<StoredList>>;
    /// Publishes a list unless one with this number or a higher one, or one that covers more, is there. Returns whether
    /// it was published.
    fn keep_list(&mut self, issuer: &str, part: ListPart, list: &StoredList) -> Stored<bool>;
    /// Blocks a key (SHA-256 of its SubjectPublicKeyInfo, lower-case hex) for everyone and for ever, because of what
    /// was revoked under this serial. Told again, nothing changes.
    fn block_key(&mut self, spki_sha256: &str, because: &Serial, at: Timestamp) -> Stored<()>;
    /// Whether a key is blocked; to be asked wherever a key is taken in (must never happen, 20).
    fn key_blocked(&mut self, spki_sha256: &str) -> Stored<bool>;
    /// Recorded serials of a key that are not revoked and end at or after `ends_from`, at most `limit`.
    fn unrevoked_of_key(
        &mut self,
        spki_sha256: &str,
        ends_from: Timestamp,
        limit: u64,
    ) -> Stored<Vec<Serial>>;
}
