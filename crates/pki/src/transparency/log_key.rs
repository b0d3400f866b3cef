//! A log's key, and the check of what it signed.

use super::{PrecertificateEntry, SignedTimestamp, TransparencyError};
use crate::digest::sha256;
use crate::public_key::{PublicKey, PublicKeyKind};
use crate::signature::{SignatureAlgorithm, verify};

/// SHA-256 (RFC 5246 section 7.4.1.4.1), the only hash of RFC 6962 section 2.1.4.
const HASH_SHA256: u8 = 4;
/// RSA, of the same list.
const ALGORITHM_RSA: u8 = 1;
/// ECDSA, of the same list.
const ALGORITHM_ECDSA: u8 = 3;

/// The key of one log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogKey {
    id: [u8; 32],
    key: PublicKey,
}

impl LogKey {
    /// From the log's SubjectPublicKeyInfo.
    ///
    /// # Errors
    /// [`TransparencyError::LogKey`] for keys that a log may not have.
    pub fn from_spki(spki_der: &[u8]) -> Result<Self, TransparencyError> {
        let key = PublicKey::from_spki(spki_der).map_err(|_| TransparencyError::LogKey)?;
        let allowed = match key.kind() {
            PublicKeyKind::P256 => true,
            PublicKeyKind::Rsa { .. } => key.rsa_bits().is_some_and(|bits| bits >= 2048),
            _ => false,
        };
        if !allowed {
            return Err(TransparencyError::LogKey);
        }
        Ok(Self { id: sha256(spki_der), key })
    }

    /// The log's id: SHA-256 of its key.
    pub fn id(&self) -> &[u8; 32] {
        &self.id
    }

    /// Checks that this log made the timestamp for the entry.
    ///
    /// # Errors
    /// [`TransparencyError::OtherLog`], [`TransparencyError::Signature`] or [`TransparencyError::Timestamp`].
    pub fn verify(
        &self,
        timestamp: &SignedTimestamp,
        entry: &PrecertificateEntry,
    ) -> Result<(), TransparencyError> {
        if timestamp.log_id != self.id {
            return Err(TransparencyError::OtherLog);
        }
        let is_rsa = matches!(self.key.kind(), PublicKeyKind::Rsa { .. });
        let expected = if is_rsa { ALGORITHM_RSA } else { ALGORITHM_ECDSA };
        if (timestamp.hash, timestamp.algorithm) != (HASH_SHA256, expected) {
            return Err(TransparencyError::Timestamp("its algorithms are not those of the log's key"));
        }
        let name = if is_rsa { "sha256WithRSAEncryption" } else { "ecdsa-with-SHA256" };
        let algorithm = SignatureAlgorithm::Known { name, is_rsa, hash_bits: 256 };
        let signed = timestamp.signed_bytes(entry.bytes())?;
        Ok(verify(&algorithm, &self.key, &signed, &timestamp.signature)?)
    }
}
