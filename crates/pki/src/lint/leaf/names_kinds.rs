//! Subject alternative names are dNSNames and iPAddresses and nothing else, no wildcard in EV.

use crate::asn1::tag;
use crate::lint::CertificateCheck;
use crate::lint::names::shown;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.7.12; EV Guidelines 9.8.1", |certificate, _, report| {
        let is_ev = super::reserved_policy(certificate) == Some(super::Reserved::Extended);
        for name in certificate.extensions.alternative_names() {
            let is_dns = name.tag == tag::context_primitive(2);
            if !is_dns && (is_ev || name.tag != tag::context_primitive(7)) {
                report.found(format!(
                    "a subject alternative name of the kind {:#04x} is not allowed",
                    name.tag
                ));
            }
            if is_dns && is_ev && name.content.starts_with(b"*") {
                report.found(format!("the wildcard {:?} stands in an EV certificate", shown(name.content)));
            }
        }
    });
