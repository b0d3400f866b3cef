//! Orders at upstream authorities, our accounts there, and the proofs that we publish for them.

use super::Stored;
use crate::ports::TxtRecord;
use chancery_domain::ids::CertificateId;
use chancery_domain::upstream::UpstreamOrder;

/// Orders at upstream authorities.
pub trait UpstreamOrders {
    /// Adds the order of a certificate; [`super::StoreError::Taken`] when it has one.
    fn insert_upstream_order(&mut self, order: &UpstreamOrder) -> Stored<()>;
    /// The order of a certificate.
    fn upstream_order(&mut self, id: &CertificateId) -> Stored<Option<UpstreamOrder>>;
    /// Writes all its members back. Orders are changed under the certificate's account.
    fn update_upstream_order(&mut self, order: &UpstreamOrder) -> Stored<()>;
    /// Keeps the sealed key of our account at a directory. If one is kept already, that one stays and is returned.
    fn keep_upstream_account(&mut self, directory: &str, sealed: &[u8]) -> Stored<Option<Vec<u8>>>;
    /// The sealed key of our account at a directory.
    fn upstream_account(&mut self, directory: &str) -> Stored<Option<Vec<u8>>>;
    /// Publishes the answer to an http-01 challenge (token, key authorization); published again, nothing changes.
    fn publish_upstream_proof(&mut self, id: &CertificateId, token: &str, content: &str) -> Stored<()>;
    /// The answer to a challenge.
    fn upstream_proof(&mut self, token: &str) -> Stored<Option<String>>;
    /// Takes back the answers that were published for a certificate.
    fn withdraw_upstream_proofs(&mut self, id: &CertificateId) -> Stored<()>;
    /// Notes a record that is about to be published in the DNS for a certificate; noted again, nothing changes.
    fn note_upstream_record(&mut self, id: &CertificateId, record: &TxtRecord) -> Stored<()>;
    /// The records that may stand in the DNS for a certificate, by name.
    fn upstream_records(&mut self, id: &CertificateId) -> Stored<Vec<TxtRecord>>;
    /// A record is not in the DNS any more.
    fn forget_upstream_record(&mut self, id: &CertificateId, record: &TxtRecord) -> Stored<()>;
}
