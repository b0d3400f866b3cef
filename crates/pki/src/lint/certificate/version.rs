//! Certificates are of version 3, which is written as 2.

use crate::lint::CertificateCheck;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.1; RFC 5280 section 4.1.2.1", |certificate, _, report| match certificate.version {
        Some([2]) => {}
        Some(number) => report.found(format!("the version number is {number:?}, not 2 (version 3)")),
        None => report.found("there is no version number, which means version 1"),
    });
