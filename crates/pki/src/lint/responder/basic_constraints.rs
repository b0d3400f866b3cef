//! A responder is no authority.

use crate::lint::CertificateCheck;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> = Rule::error("BR 7.1.2.8.5", |certificate, _, report| {
    let Some(constraints) = certificate.extensions.basic_constraints else { return };
    if constraints.is_ca || constraints.path_length.is_some() {
        report.found("basicConstraints says that the responder is an authority");
    }
    if !certificate.extensions.is_critical(Known::BasicConstraints) {
        report.found("basicConstraints is not critical");
    }
});
