//! The record of one signature: which serial was given to what, written down before anything is signed.
//!
//! A crash at any moment leaves a serial that is known (must never happen, numbers 9 and 21).

use crate::ids::CertificateId;
use crate::key::KeyFamily;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A certificate serial number: positive, below 2^159, as its DER content octets (BR 7.1.2.7, RFC 5280 4.1.2.2).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct Serial(String);

impl Serial {
    /// From the octets of the number.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut text = String::with_capacity(bytes.len() * 2);
        for byte in bytes {
            text.push_str(&format!("{byte:02x}"));
        }
        Serial(text)
    }

    /// Lower-case hexadecimal.
    pub fn as_hex(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which issuing certificate signs: one of each family for a brand.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
pub struct IssuerKey {
    /// The brand's key in the catalogue.
    pub brand: String,
    /// The family of the issuer's own key.
    pub family: KeyFamily,
}

impl fmt::Display for IssuerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.brand, self.family.cloud_name().to_ascii_lowercase())
    }
}

/// One serial and its fate.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Issuance {
    /// The serial; unique over the whole register.
    pub serial: Serial,
    /// Who signs.
    pub issuer: String,
    /// The certificate it is for; nothing for the service's own TLS certificate.
    pub certificate: Option<CertificateId>,
    /// The profile it is issued under, by its name in the profiles file.
    pub profile: String,
    /// SHA-256 of the subscriber's SubjectPublicKeyInfo, lower-case hex: finds every certificate of a key.
    pub spki_sha256: String,
    /// The part of the issuer's revocation list that would name it; nothing for those named by the whole list.
    pub shard: Option<i64>,
    /// The exact bytes to be signed: what was checked is what is signed. Those of the precertificate, where there is
    /// one; the final bytes are made from them alone (must never happen, number 8). Empty once there is a certificate,
    /// unless there was a precertificate: they stand in it.
    pub to_be_signed: Vec<u8>,
    /// The signed precertificate (RFC 6962 section 3.1), where the profile asks for one.
    pub precertificate: Option<Vec<u8>>,
    /// The timestamps of the logs to which the precertificate was shown, as a `SignedCertificateTimestampList`
    /// (RFC 6962 section 3.3): recorded before the final bytes are signed, so that these too are always the same.
    pub timestamps: Option<Vec<u8>>,
    /// First second of validity.
    pub not_before: Timestamp,
    /// Last second of validity.
    pub not_after: Timestamp,
    /// When the serial was recorded.
    pub recorded_at: Timestamp,
    /// The signed certificate, once there is one.
    pub signed: Option<Vec<u8>>,
}
