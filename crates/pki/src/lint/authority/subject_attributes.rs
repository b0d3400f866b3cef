//! An authority is named by country, organisation and common name, never by a department.

use crate::lint::CertificateCheck;
use crate::lint::attribute::{COMMON_NAME, COUNTRY, DEPARTMENT, ORGANIZATION, attribute_name};
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> = Rule::public("BR 7.1.2.10.2", |certificate, _, report| {
    let has = |wanted: &[u8]| certificate.subject.attributes().any(|attribute| attribute.oid == wanted);
    for wanted in [COUNTRY, ORGANIZATION, COMMON_NAME] {
        if !has(wanted) {
            report.found(format!("the subject lacks {}", attribute_name(wanted)));
        }
    }
    if has(DEPARTMENT) {
        report.found("the subject has organizationalUnitName");
    }
});
