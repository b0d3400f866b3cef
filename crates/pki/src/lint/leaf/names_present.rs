//! There are subject alternative names; the extension is critical when the subject is empty, and only then.

use crate::lint::CertificateCheck;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.7.12; RFC 5280 section 4.2.1.6", |certificate, _, report| {
        let extensions = &certificate.extensions;
        if extensions.alternative_names().next().is_none() {
            report.found("there is no subject alternative name");
        } else if extensions.is_critical(Known::SubjectAltName) != certificate.subject.is_empty() {
            let subject = if certificate.subject.is_empty() { "empty" } else { "not empty" };
            report.found(format!(
                "the subject is {subject}, to which the criticality of subjectAltName does not fit"
            ));
        }
    });
