//! The common name, if there is one, is a copy of one of the subject alternative names, and never a U-label.

use crate::asn1::{oid, tag};
use crate::lint::CertificateCheck;
use crate::lint::names::shown;
use crate::lint::read::Certificate;
use crate::lint::rule::Rule;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub(super) const RULE: Rule<CertificateCheck> = Rule::error("BR 7.1.4.3", |certificate, _, report| {
    let names = certificate.subject.attributes().filter(|a| a.oid == oid::COMMON_NAME.as_bytes());
    for name in names {
        if !is_alternative_name(certificate, name.value) {
            report.found(format!("the common name {:?} is no subject alternative name", shown(name.value)));
        }
    }
});

fn is_alternative_name(certificate: &Certificate<'_>, text: &[u8]) -> bool {
    certificate.extensions.alternative_names().any(|name| match name.tag {
        t if t == tag::context_primitive(2) => name.content == text,
        // An address is written in the form of RFC 3986 (IPv4) or RFC 5952 (IPv6).
        t if t == tag::context_primitive(7) => {
            let address =
                <[u8; 4]>::try_from(name.content).map(|four| IpAddr::V4(Ipv4Addr::from(four))).or_else(
                    |_| <[u8; 16]>::try_from(name.content).map(|sixteen| IpAddr::V6(Ipv6Addr::from(sixteen))),
                );
            address.is_ok_and(|address| address.to_string().as_bytes() == text)
        }
        _ => false,
    })
}
