//! No address of the special-purpose registries: private, loopback, documentation and the like (must never happen, 12).

use crate::asn1::tag;
use crate::lint::CertificateCheck;
use crate::lint::rule::Rule;
use chancery_domain::special_address::reserved;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::public("BR 7.1.2.7.12, 4.2.2", |certificate, _, report| {
        for name in certificate.extensions.alternative_names() {
            if name.tag != tag::context_primitive(7) {
                continue;
            }
            let address =
                <[u8; 4]>::try_from(name.content).map(|four| IpAddr::V4(Ipv4Addr::from(four))).or_else(
                    |_| <[u8; 16]>::try_from(name.content).map(|sixteen| IpAddr::V6(Ipv6Addr::from(sixteen))),
                );
            if let Some((address, block)) =
                address.ok().and_then(|address| Some((address, reserved(address)?)))
            {
                report.found(format!(
                    "the address {address} is reserved: {} ({})",
                    block.purpose, block.source
                ));
            }
        }
    });
