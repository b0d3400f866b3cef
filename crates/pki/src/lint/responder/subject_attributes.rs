//! A responder is named as an authority is: by country, organisation and common name.

use crate::lint::CertificateCheck;
use crate::lint::attribute::{COMMON_NAME, COUNTRY, ORGANIZATION, attribute_name};
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::public("BR 7.1.2.8, 7.1.2.10.2", |certificate, _, report| {
        for wanted in [COUNTRY, ORGANIZATION, COMMON_NAME] {
            if !certificate.subject.attributes().any(|attribute| attribute.oid == wanted) {
                report.found(format!("the subject lacks {}", attribute_name(wanted)));
            }
        }
    });
