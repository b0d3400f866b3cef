//! Countries are the two capital letters of ISO 3166-1, or XX where there is none.

use crate::lint::CertificateCheck;
use crate::lint::attribute::{COUNTRY, JURISDICTION_COUNTRY};
use crate::lint::names::shown;
use crate::lint::rule::Rule;
use chancery_domain::organization::is_country_code;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.4.2; ISO 3166-1", |certificate, _, report| {
        for attribute in certificate.subject.attributes() {
            if attribute.oid == COUNTRY || attribute.oid == JURISDICTION_COUNTRY {
                let code = std::str::from_utf8(attribute.value).unwrap_or_default();
                if code != "XX" && !is_country_code(code) {
                    report.found(format!("{:?} is no country code", shown(attribute.value)));
                }
            }
        }
    });
