//! basicConstraints is there, critical, and says cA.

use crate::lint::CertificateCheck;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.10.4; RFC 5280 section 4.2.1.9", |certificate, _, report| {
        let extensions = &certificate.extensions;
        if !extensions.basic_constraints.is_some_and(|constraints| constraints.is_ca) {
            report.found("basicConstraints does not say that this is an authority");
        } else if !extensions.is_critical(Known::BasicConstraints) {
            report.found("basicConstraints is not critical");
        }
    });
