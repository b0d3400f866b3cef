//! A subscriber is no authority: basicConstraints, if written, is critical, without cA and without path length.

use crate::lint::CertificateCheck;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.7.8; RFC 5280 section 4.2.1.9", |certificate, _, report| {
        let Some(constraints) = certificate.extensions.basic_constraints else { return };
        if !certificate.extensions.is_critical(Known::BasicConstraints) {
            report.found("basicConstraints is not critical");
        }
        if constraints.is_ca {
            report.found("basicConstraints says that the subscriber is an authority");
        }
        if constraints.path_length.is_some() {
            report.found("basicConstraints has a path length, which only authorities have");
        }
    });
