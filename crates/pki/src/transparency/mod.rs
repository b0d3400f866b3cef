//! Certificate Transparency (RFC 6962): the precertificate's poison, timestamps of logs, and how the final bytes of a
//! certificate come from those of its precertificate.

mod entry;
mod log_key;
mod surgery;
mod timestamp;

pub use entry::PrecertificateEntry;
pub use log_key::LogKey;
pub use surgery::{bare, finished, is_poisoned, poisoned, signed_part, timestamps_of};
pub use timestamp::{SignedTimestamp, read_list, write_list};

use crate::asn1::Asn1Error;
use crate::signature::SignatureError;

/// Why a precertificate, a timestamp or a log's key is not accepted.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TransparencyError {
    /// Not the to-be-signed bytes of a certificate.
    #[error("the to-be-signed bytes cannot be read: {0}")]
    Bytes(#[from] Asn1Error),
    /// Poison or timestamps where none may be.
    #[error("the bytes already carry {0}")]
    Already(&'static str),
    /// Final bytes were to be made from something that is no precertificate.
    #[error(
        "the bytes are not those of a precertificate: the poison extension is missing (RFC 6962 section 3.1)"
    )]
    NotPoisoned,
    /// A timestamp or list is not in the form of RFC 6962 section 3.2 and 3.3.
    #[error("the timestamp is malformed: {0}")]
    Timestamp(&'static str),
    /// The timestamp names another log.
    #[error("the timestamp was made by another log")]
    OtherLog,
    /// The log's signature does not cover this precertificate.
    #[error("the log's signature is wrong: {0}")]
    Signature(#[from] SignatureError),
    /// A log's key that RFC 6962 section 2.1.4 does not allow.
    #[error("a log's key must be P-256 or RSA of at least 2048 bits (RFC 6962 section 2.1.4)")]
    LogKey,
}
