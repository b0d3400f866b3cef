//! Rules for subscriber certificates and precertificates.

mod basic_constraints;
mod common_name;
mod dns_name_form;
mod extended_key_usage;
mod key_usage;
mod names_present;
mod not_before_skew;
mod validity_length;

use super::CertificateRules;
use super::rule::rules;

pub(super) const RULES: CertificateRules = rules![
    not_before_skew,
    validity_length,
    common_name,
    names_present,
    dns_name_form,
    key_usage,
    extended_key_usage,
    basic_constraints,
];
