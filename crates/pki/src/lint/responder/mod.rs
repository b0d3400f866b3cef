//! Rules for certificates of delegated OCSP responders.

mod basic_constraints;
mod extended_key_usage;
mod extensions;
mod key_usage;
mod subject_attributes;
mod validity_length;

use super::CertificateRules;
use super::rule::rules;

pub(super) const RULES: CertificateRules =
    rules![validity_length, basic_constraints, key_usage, extended_key_usage, extensions, subject_attributes];
