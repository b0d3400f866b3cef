//! Chains of certificates: put into order, checked link by link, and matched with a key (H1, H4).

mod check;
mod repair;

pub use check::{ChainCheck, check};
pub use repair::{MissingIssuer, Repaired, Strangers, repair};

use crate::certificate::{CertificateError, CertificateFacts};
use crate::private_key::PrivateKey;

/// Why certificates do not make a chain.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ChainError {
    /// A certificate cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// No certificate at all.
    #[error("there is no certificate in the text; paste the certificate with its chain")]
    Empty,
    /// More certificates than are read: no real chain has as many, and ordering is quadratic.
    #[error(
        "there are {found} certificates in the text, at most {most} are read; paste only the certificate and its chain"
    )]
    TooMany {
        /// Certificates in the text.
        found: usize,
        /// Certificates allowed.
        most: usize,
    },
    /// Several server certificates.
    #[error("there are several server certificates in the text ({}); paste only one with its chain", .0.join("; "))]
    SeveralLeaves(Vec<String>),
    /// Certificates that have nothing to do with the leaf.
    #[error("certificates that do not belong to the chain: {}; remove them", .0.join("; "))]
    Strangers(Vec<String>),
}

/// True when `key` is the private half of the certificate's key (H1: "key matches leaf").
pub fn key_fits(key: &PrivateKey, leaf: &CertificateFacts) -> bool {
    key.public_key_spki() == leaf.public_key.spki()
}

/// Whether `issuer` issued `certificate`: the name matches, the key identifiers do not contradict, it may issue, and
/// its key made the signature (RFC 5280 section 6.1.3).
pub fn is_issued_by(certificate: &CertificateFacts, issuer: &CertificateFacts) -> bool {
    let names_match = issuer.subject_der == certificate.issuer_der
        // Some authorities changed the string type between the two; the names are then equal as text only.
        || issuer.subject_line() == certificate.issuer_line();
    let identifiers_agree =
        match (&certificate.extensions.authority_key_identifier, &issuer.extensions.subject_key_identifier) {
            (Some(authority), Some(subject)) => authority == subject,
            _ => true,
        };
    let may_issue = issuer.extensions.key_usage.is_none_or(|usage| usage.key_cert_sign)
        // Old version 1 roots have no extensions; they are self-issued.
        && (issuer.is_ca() || issuer.is_self_issued());
    names_match && identifiers_agree && may_issue && certificate.verify_signature(&issuer.public_key).is_ok()
}
