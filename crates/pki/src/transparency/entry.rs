//! What a log signs for a precertificate: the hash of the issuer's key and the bytes without poison (RFC 6962 section
//! 3.2, `PreCert`).

use super::{TransparencyError, bare};
use crate::digest::sha256;

/// `precert_entry(1)`.
const PRECERTIFICATE_ENTRY: [u8; 2] = [0, 1];

/// The entry of a precertificate, ready to check signatures of logs against.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PrecertificateEntry {
    bytes: Vec<u8>,
}

impl PrecertificateEntry {
    /// From the to-be-signed bytes of a precertificate, or of its certificate, and the issuer's SubjectPublicKeyInfo.
    ///
    /// # Errors
    /// [`TransparencyError`] when the bytes cannot be read or are longer than 16 MiB.
    pub fn new(tbs: &[u8], issuer_spki_der: &[u8]) -> Result<Self, TransparencyError> {
        let tbs = bare(tbs)?;
        let length = u32::try_from(tbs.len())
            .ok()
            .filter(|length| *length < 1 << 24)
            .ok_or(TransparencyError::Timestamp("the precertificate is longer than 16 MiB"))?;
        let mut bytes = Vec::with_capacity(tbs.len() + 37);
        bytes.extend_from_slice(&PRECERTIFICATE_ENTRY);
        bytes.extend_from_slice(&sha256(issuer_spki_der));
        bytes.extend(length.to_be_bytes().iter().skip(1));
        bytes.extend_from_slice(&tbs);
        Ok(Self { bytes })
    }

    /// The type of the entry and the entry.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
