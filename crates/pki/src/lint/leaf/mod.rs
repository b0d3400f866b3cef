//! Rules for subscriber certificates and precertificates.

mod address_form;
mod address_reserved;
mod basic_constraints;
mod business_category;
mod common_name;
mod dns_name_form;
mod dns_name_international;
mod dns_name_suffix;
mod dns_name_wildcard;
mod extended_key_usage;
mod extensions_forbidden;
mod key_usage;
mod names_kinds;
mod names_present;
mod names_repeated;
mod not_before_skew;
mod pointers_present;
mod policies;
mod subject_attributes;
mod validity_length;

use super::CertificateRules;
use super::read::Certificate;
use super::rule::rules;

pub(super) const RULES: CertificateRules = rules![
    not_before_skew,
    validity_length,
    subject_attributes,
    business_category,
    common_name,
    names_present,
    names_kinds,
    names_repeated,
    dns_name_form,
    dns_name_international,
    dns_name_suffix,
    dns_name_wildcard,
    address_form,
    address_reserved,
    key_usage,
    extended_key_usage,
    basic_constraints,
    policies,
    pointers_present,
    extensions_forbidden,
];

/// What the subject was validated for, by the reserved policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reserved {
    /// EV, 2.23.140.1.1.
    Extended,
    /// DV, 2.23.140.1.2.1.
    Domain,
    /// OV, 2.23.140.1.2.2.
    Organization,
    /// IV, 2.23.140.1.2.3.
    Individual,
}

/// The reserved policies of BR 7.1.6.1, by the content of their identifiers.
const RESERVED: [(&[u8], Reserved); 4] = [
    (&[0x67, 0x81, 0x0c, 1, 1], Reserved::Extended),
    (&[0x67, 0x81, 0x0c, 1, 2, 1], Reserved::Domain),
    (&[0x67, 0x81, 0x0c, 1, 2, 2], Reserved::Organization),
    (&[0x67, 0x81, 0x0c, 1, 2, 3], Reserved::Individual),
];

/// The first reserved policy of a certificate.
fn reserved_policy(certificate: &Certificate<'_>) -> Option<Reserved> {
    certificate
        .extensions
        .policies()
        .find_map(|policy| RESERVED.iter().find(|(oid, _)| *oid == policy.oid).map(|(_, reserved)| *reserved))
}
