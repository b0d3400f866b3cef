//! authorityInfoAccess names OCSP responders and the issuer's certificate, by http addresses, none twice.

use crate::asn1::{oid, tag};
use crate::lint::CertificateCheck;
use crate::lint::names::{dotted, is_http_url, shown};
use crate::lint::read::Known;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.7.7, 7.1.2.10.3; RFC 5280 section 4.2.2.1", |certificate, _, report| {
        let extensions = &certificate.extensions;
        if extensions.has(Known::AuthorityInfoAccess) && extensions.access().next().is_none() {
            report.found("authorityInfoAccess is empty");
        }
        for (index, access) in extensions.access().enumerate() {
            let known =
                [oid::ACCESS_OCSP, oid::ACCESS_CA_ISSUERS].map(|known| access.method == known.as_bytes());
            if !known.contains(&true) {
                report.found(format!("the access method {} is not allowed", dotted(access.method)));
            }
            let url = access.location.content;
            if access.location.tag != tag::context_primitive(6) || !is_http_url(url) {
                report.found(format!("the access location {:?} is no http address", shown(url)));
            }
            let earlier = extensions.access().take(index);
            if earlier
                .into_iter()
                .any(|a| a.method == access.method && a.location.whole == access.location.whole)
            {
                report.found(format!("the access location {:?} occurs twice", shown(url)));
            }
        }
    });
