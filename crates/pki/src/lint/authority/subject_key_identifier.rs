//! subjectKeyIdentifier is there, since leaves name it, and is not critical.

use crate::lint::CertificateCheck;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.11.4; RFC 5280 section 4.2.1.2", |certificate, _, report| {
        let extensions = &certificate.extensions;
        if extensions.subject_key_identifier.is_none_or(<[u8]>::is_empty) {
            report.found("there is no subjectKeyIdentifier");
        } else if extensions.is_critical(Known::SubjectKeyIdentifier) {
            report.found("subjectKeyIdentifier is critical");
        }
    });
