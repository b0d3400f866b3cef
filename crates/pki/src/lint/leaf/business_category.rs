//! businessCategory is one of the four words of the EV Guidelines.

use crate::lint::CertificateCheck;
use crate::lint::attribute::BUSINESS_CATEGORY;
use crate::lint::names::shown;
use crate::lint::rule::Rule;

const CATEGORIES: [&[u8]; 4] =
    [b"Private Organization", b"Government Entity", b"Business Entity", b"Non-Commercial Entity"];

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("EV Guidelines 9.2.3", |certificate, _, report| {
        let categories =
            certificate.subject.attributes().filter(|attribute| attribute.oid == BUSINESS_CATEGORY);
        for category in categories {
            if !CATEGORIES.contains(&category.value) {
                report.found(format!("{:?} is no business category", shown(category.value)));
            }
        }
    });
