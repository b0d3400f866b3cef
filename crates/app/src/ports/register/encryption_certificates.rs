//! The second certificate of an SM2 pair (D1, H2).

use super::Stored;
use chancery_domain::ids::CertificateId;
use chancery_domain::issuance::Serial;
use std::fmt;

/// The encryption certificate that belongs to a certificate of the register.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct EncryptionCertificate {
    /// The serial recorded for it; nothing when it was issued elsewhere.
    pub serial: Option<Serial>,
    /// The certificate, once there is one.
    pub leaf_der: Option<Vec<u8>>,
    /// The certificates above it, where they are not those of the signature certificate; the root last when it is
    /// known.
    pub chain_der: Vec<Vec<u8>>,
    /// Its private key, sealed, where it is not that of the signature certificate.
    pub sealed_key: Option<Vec<u8>>,
}

impl fmt::Debug for EncryptionCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncryptionCertificate")
            .field("serial", &self.serial)
            .field("is_there", &self.leaf_der.is_some())
            .finish_non_exhaustive()
    }
}

/// Encryption certificates by the certificate that they belong to.
///
/// Contract: deleting the certificate deletes bytes and key; the serial goes on naming the certificate.
pub trait EncryptionCertificates {
    /// Keeps it, in place of one that is there. [`super::StoreError::Taken`] when its serial belongs to another
    /// certificate.
    fn put_encryption_certificate(
        &mut self,
        id: &CertificateId,
        certificate: &EncryptionCertificate,
    ) -> Stored<()>;
    /// The encryption certificate of a certificate.
    fn encryption_certificate(&mut self, id: &CertificateId) -> Stored<Option<EncryptionCertificate>>;
    /// Whose encryption certificate this serial was recorded for.
    fn certificate_encrypted_under(&mut self, serial: &Serial) -> Stored<Option<CertificateId>>;
}
