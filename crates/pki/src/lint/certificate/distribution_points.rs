//! cRLDistributionPoints names lists by their full http addresses, without reasons or another issuer.

use crate::asn1::tag;
use crate::lint::CertificateCheck;
use crate::lint::names::{is_http_url, shown};
use crate::lint::read::{Elements, Known};
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.11.2; RFC 5280 section 4.2.1.13", |certificate, _, report| {
        let extensions = &certificate.extensions;
        if extensions.has(Known::CrlDistributionPoints) && extensions.points().next().is_none() {
            report.found("cRLDistributionPoints is empty");
        }
        for point in extensions.points() {
            if point.has_other_fields {
                report.found("a distribution point has reasons, another issuer or a relative name");
            }
            let Some(names) = point.full_name.filter(|names| !names.is_empty()) else {
                report.found("a distribution point has no full name");
                continue;
            };
            for name in Elements::new(names) {
                if name.tag != tag::context_primitive(6) || !is_http_url(name.content) {
                    report.found(format!(
                        "the distribution point {:?} is no http address",
                        shown(name.content)
                    ));
                }
            }
        }
    });
