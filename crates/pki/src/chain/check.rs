//! Checks a chain as the cloud API's CheckCertificateChain does: is it complete and in order, and is its root trusted.

use super::{ChainError, is_issued_by};
use crate::certificate::CertificateFacts;
use chancery_domain::time::Timestamp;

/// The outcome of a check.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChainCheck {
    /// True when each certificate is issued by the next and none is out of its validity.
    pub is_valid: bool,
    /// True when the last certificate is, or is issued by, one of the trusted roots.
    pub is_trusted: bool,
    /// The common name of each certificate as given, or its whole subject when it has none.
    pub common_names: Vec<String>,
    /// What is wrong, in plain words, one line each.
    pub problems: Vec<String>,
}

/// Checks `certificates` in the order given, leaf first, against the trusted roots.
///
/// # Errors
/// [`ChainError::Empty`] or [`ChainError::TooMany`] for more than `certificates_max`.
pub fn check(
    certificates: &[CertificateFacts],
    roots: &[CertificateFacts],
    now: Timestamp,
    certificates_max: usize,
) -> Result<ChainCheck, ChainError> {
    let Some(last) = certificates.last() else { return Err(ChainError::Empty) };
    if certificates.len() > certificates_max {
        return Err(ChainError::TooMany { found: certificates.len(), most: certificates_max });
    }
    let mut problems = Vec::new();
    for (position, pair) in certificates.windows(2).enumerate() {
        if let [certificate, issuer] = pair
            && !is_issued_by(certificate, issuer)
        {
            problems.push(format!(
                "certificate {} ({}) is not issued by the next one ({}); its issuer is {}",
                position + 1,
                label(certificate),
                label(issuer),
                certificate.issuer_line()
            ));
        }
    }
    for certificate in certificates {
        if now > certificate.not_after {
            problems.push(format!("{} expired on {}", label(certificate), certificate.not_after));
        } else if now < certificate.not_before {
            problems.push(format!("{} is valid only from {}", label(certificate), certificate.not_before));
        }
    }
    let trusted_root = roots.iter().any(|root| root.der == last.der || is_issued_by(last, root));
    let only_a_leaf = certificates.len() == 1 && !last.is_ca() && !last.is_self_issued();
    if only_a_leaf && !trusted_root {
        problems.push(format!("the certificate of the issuer {} is missing", last.issuer_line()));
    }
    let is_valid = problems.is_empty();
    Ok(ChainCheck {
        is_valid,
        is_trusted: is_valid && trusted_root,
        common_names: certificates.iter().map(label).collect(),
        problems,
    })
}

fn label(certificate: &CertificateFacts) -> String {
    certificate.common_name().map_or_else(|| certificate.subject_line(), str::to_owned)
}
