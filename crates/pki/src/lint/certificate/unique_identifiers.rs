//! issuerUniqueID and subjectUniqueID are never written.

use crate::lint::CertificateCheck;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.7; RFC 5280 section 4.1.2.8", |certificate, _, report| {
        if certificate.has_unique_identifier {
            report.found("it has an issuerUniqueID or subjectUniqueID");
        }
    });
