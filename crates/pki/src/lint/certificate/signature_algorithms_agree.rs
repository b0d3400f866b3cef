//! The algorithm beside the signature is the one inside the signed part.

use crate::lint::CertificateCheck;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("RFC 5280 section 4.1.1.2", |certificate, _, report| {
        if certificate.outer_algorithm.is_some_and(|outer| outer != certificate.algorithm) {
            report.found("the signature algorithm beside the signature differs from the signed one");
        }
    });
