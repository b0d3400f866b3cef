//! The issuer's name is not empty and is byte for byte the subject of the issuer's certificate (must never happen, 18).

use crate::lint::CertificateCheck;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.4.1; RFC 5280 section 4.1.2.4", |certificate, context, report| {
        if certificate.issuer.is_empty() {
            report.found("the issuer's name is empty");
        } else if context.issuer.is_some_and(|issuer| issuer.subject_der != certificate.issuer.whole) {
            report.found("the issuer's name is not byte for byte the subject of the issuer's certificate");
        }
    });
