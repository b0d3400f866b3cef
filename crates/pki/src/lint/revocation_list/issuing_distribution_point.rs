//! The issuing distribution point, if there is one, is critical, is for subscribers or for authorities but not both,
//! and names the list by full http addresses.

use super::RevocationListCheck;
use super::identifiers::ISSUING_DISTRIBUTION_POINT;
use crate::asn1::tag;
use crate::lint::names::{is_http_url, shown};
use crate::lint::read::{Elements, IssuingPoint};
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<RevocationListCheck> =
    Rule::error("BR 7.2.2.1; RFC 5280 section 5.2.5", |list, _, report| {
        let Some(extension) = list.extension(ISSUING_DISTRIBUTION_POINT) else { return };
        if !extension.critical {
            report.found("issuingDistributionPoint is not critical");
        }
        let Ok(point) = IssuingPoint::read(extension.value) else {
            report.found("issuingDistributionPoint is malformed");
            return;
        };
        if point.has_other_fields {
            report.found("issuingDistributionPoint is indirect, partial or relative");
        }
        if point.only_subscribers && point.only_authorities {
            report.found("issuingDistributionPoint is for subscribers only and for authorities only");
        }
        if !point.only_subscribers && !point.only_authorities && point.full_name.is_none() {
            report.found("issuingDistributionPoint says nothing");
        }
        for name in Elements::new(point.full_name.unwrap_or_default()) {
            if name.tag != tag::context_primitive(6) || !is_http_url(name.content) {
                report.found(format!("the distribution point {:?} is no http address", shown(name.content)));
            }
        }
    });
