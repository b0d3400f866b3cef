//! Writes and signs subscriber certificates from a template per issuer: the CA's hot path.
//!
//! The to-be-signed bytes are made apart from the signature so that they can be recorded and linted before signing,
//! and so that exactly the recorded bytes are the ones signed.

mod pointers;
mod profile;
pub mod serial;
mod template;

pub use pointers::Pointers;
pub use profile::{ExtendedSubject, LeafProfile, OrganizationSubject, San};
pub use template::{IssuerTemplate, LeafRequest};

pub(crate) use profile::{extended_key_usage_extension, key_identifier, policies_extension};

use crate::certificate::CertificateError;
use crate::private_key::PrivateKeyError;

/// Why a certificate is not written or signed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LeafError {
    /// The issuer's certificate cannot be read.
    #[error("issuer certificate: {0}")]
    Issuer(#[from] CertificateError),
    /// The issuer's certificate is not a CA certificate with a key identifier, or its key cannot sign here.
    #[error("the issuer certificate cannot issue: {0}")]
    IssuerUnfit(&'static str),
    /// The signing key is another one than the issuer certificate's.
    #[error(
        "the signing key does not belong to the issuer certificate; configure the pair that was made together"
    )]
    OtherIssuerKey,
    /// BR 7.1: a serial number that is negative, zero, too long or too short.
    #[error("the serial number must be positive, below 2^159 and at least 64 bits long (BR 7.1)")]
    Serial,
    /// Ends before it begins.
    #[error("the validity ends before it begins")]
    EmptyValidity,
    /// Must-never 17.
    #[error(
        "the validity from {not_before} to {not_after} leaves the issuer's, which is {issuer_not_before} to {issuer_not_after}; use a shorter validity or a younger issuer"
    )]
    OutsideIssuerValidity {
        /// Asked beginning.
        not_before: String,
        /// Asked end.
        not_after: String,
        /// The issuer's beginning.
        issuer_not_before: String,
        /// The issuer's end.
        issuer_not_after: String,
    },
    /// No name at all.
    #[error("a certificate needs at least one name")]
    NoNames,
    /// Must-never 13, as the last guard behind the rules for names.
    #[error(
        "the name {0:?} cannot be written into a certificate; use lower-case letters, digits, hyphens and dots"
    )]
    BadName(String),
    /// BR 7.1.4.3: the common name is a byte copy of one subject alternative name.
    #[error("the common name {0:?} is not one of the certificate's names")]
    CommonNameElsewhere(String),
    /// RFC 5280 appendix A.1, ub-common-name.
    #[error("the common name {0:?} is longer than 64 characters; leave it out")]
    CommonNameTooLong(String),
    /// The subject's public key cannot be read or is not offered.
    #[error("the subject's public key is not supported")]
    SubjectKey,
    /// An object identifier of the profile is not well formed.
    #[error("{0:?} is not an object identifier")]
    PolicyIdentifier(String),
    /// A URL that cannot stand in a certificate.
    #[error("the URL {0:?} cannot be written into a certificate; use ASCII and http://")]
    Url(String),
    /// The key cannot sign.
    #[error(transparent)]
    Key(#[from] PrivateKeyError),
}
