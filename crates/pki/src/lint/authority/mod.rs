//! Rules for certificates of certificate authorities.

mod basic_constraints;
mod extended_key_usage;
mod key_usage;
mod name_constraints;
mod policies;
mod revocation_pointer;
mod root_validity;
mod subject_attributes;
mod subject_key_identifier;

use super::CertificateRules;
use super::read::Certificate;
use super::rule::rules;

pub(super) const RULES: CertificateRules = rules![
    subject_attributes,
    root_validity,
    basic_constraints,
    key_usage,
    extended_key_usage,
    subject_key_identifier,
    policies,
    revocation_pointer,
    name_constraints,
];

/// Whether this is a root: it names itself as its issuer.
fn is_root(certificate: &Certificate<'_>) -> bool {
    certificate.issuer.whole == certificate.subject.whole
}
