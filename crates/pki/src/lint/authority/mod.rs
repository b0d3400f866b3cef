//! Rules for certificates of certificate authorities.

mod basic_constraints;
mod key_usage;
mod subject_key_identifier;

use super::CertificateRules;
use super::rule::rules;

pub(super) const RULES: CertificateRules = rules![basic_constraints, key_usage, subject_key_identifier];
