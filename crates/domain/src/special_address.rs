//! Addresses that stand for no public host: never contacted unless the operator allows it (must never happen, number
//! 22), and never in a publicly trusted certificate (BR 4.2.2).
//!
//! The table holds the blocks of the IANA IPv4 and IPv6 Special-Purpose Address Registries that no public web
//! server can have, multicast, and addresses of the machinery around virtual machines. IPv6 is taken the other
//! way round: only global unicast (`2000::/3`, RFC 4291 section 2.4) passes, minus the blocks named.

use ipnet::{Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block and why it is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SpecialBlock {
    /// What the block is for.
    pub purpose: &'static str,
    /// The document that sets it aside.
    pub source: &'static str,
}

type Row4 = ([u8; 4], u8, &'static str, &'static str);
type Row6 = ([u16; 8], u8, &'static str, &'static str);

const IPV4: &[Row4] = &[
    ([0, 0, 0, 0], 8, "this network, unspecified", "RFC 791 section 3.2"),
    ([10, 0, 0, 0], 8, "private", "RFC 1918"),
    ([100, 64, 0, 0], 10, "shared address space of carriers (CGNAT)", "RFC 6598"),
    ([127, 0, 0, 0], 8, "loopback", "RFC 1122 section 3.2.1.3"),
    ([168, 63, 129, 16], 32, "platform services of Azure machines", "Microsoft, IP address 168.63.129.16"),
    ([169, 254, 0, 0], 16, "link-local, cloud metadata", "RFC 3927"),
    ([172, 16, 0, 0], 12, "private", "RFC 1918"),
    ([192, 0, 0, 0], 24, "IETF protocol assignments", "RFC 6890 section 2.1"),
    ([192, 0, 2, 0], 24, "documentation", "RFC 5737"),
    ([192, 88, 99, 0], 24, "6to4 relay anycast", "RFC 7526"),
    ([192, 168, 0, 0], 16, "private", "RFC 1918"),
    ([198, 18, 0, 0], 15, "benchmarking", "RFC 2544"),
    ([198, 51, 100, 0], 24, "documentation", "RFC 5737"),
    ([203, 0, 113, 0], 24, "documentation", "RFC 5737"),
    ([224, 0, 0, 0], 4, "multicast", "RFC 5771"),
    ([240, 0, 0, 0], 4, "reserved, limited broadcast", "RFC 1112 section 4, RFC 919 section 7"),
];

const IPV6: &[Row6] = &[
    ([0, 0, 0, 0, 0, 0, 0, 0], 128, "unspecified", "RFC 4291 section 2.5.2"),
    ([0, 0, 0, 0, 0, 0, 0, 1], 128, "loopback", "RFC 4291 section 2.5.3"),
    ([0, 0, 0, 0, 0, 0xffff, 0, 0], 96, "IPv4-mapped", "RFC 4291 section 2.5.5.2"),
    ([0, 0, 0, 0, 0, 0, 0, 0], 96, "IPv4-compatible", "RFC 4291 section 2.5.5.1"),
    ([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48, "local IPv4/IPv6 translation", "RFC 8215"),
    ([0x100, 0, 0, 0, 0, 0, 0, 0], 64, "discard-only", "RFC 6666"),
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 32, "Teredo tunnels", "RFC 4380"),
    ([0x2001, 2, 0, 0, 0, 0, 0, 0], 48, "benchmarking", "RFC 5180"),
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23, "IETF protocol assignments", "RFC 2928"),
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32, "documentation", "RFC 3849"),
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16, "6to4 tunnels", "RFC 3056, RFC 7526"),
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, "documentation", "RFC 9637"),
    ([0x5f00, 0, 0, 0, 0, 0, 0, 0], 16, "segment routing identifiers", "RFC 9602"),
    ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7, "unique local", "RFC 4193"),
    ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10, "link-local", "RFC 4291 section 2.5.6"),
    ([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10, "site-local", "RFC 3879"),
    ([0xff00, 0, 0, 0, 0, 0, 0, 0], 8, "multicast", "RFC 4291 section 2.7"),
];

/// The well-known prefix under which translators show IPv4 addresses (RFC 6052 section 2.1).
const TRANSLATED: [u16; 8] = [0x64, 0xff9b, 0, 0, 0, 0, 0, 0];
const TRANSLATED_BITS: u8 = 96;

/// Global unicast (RFC 4291 section 2.4, IANA IPv6 Address Space).
const GLOBAL_UNICAST: [u16; 8] = [0x2000, 0, 0, 0, 0, 0, 0, 0];
const GLOBAL_UNICAST_BITS: u8 = 3;

/// The block that sets this address aside, or nothing for an ordinary public address.
pub fn special(address: IpAddr) -> Option<SpecialBlock> {
    match address {
        IpAddr::V4(address) => special_v4(address),
        IpAddr::V6(address) => special_v6(address),
    }
}

/// As [`special`], for what a publicly trusted certificate may name (BR 4.2.2): an IPv4 host seen through a translator may be
/// contacted, but the translator's prefix stands in the registry and is nobody's to certify.
pub fn reserved(address: IpAddr) -> Option<SpecialBlock> {
    match address {
        IpAddr::V6(address) if within(address, TRANSLATED, TRANSLATED_BITS) => {
            Some(SpecialBlock { purpose: "IPv4/IPv6 translation", source: "RFC 6052 section 2.1" })
        }
        _ => special(address),
    }
}

/// Whether no single host can have the address: unspecified, multicast, limited broadcast. Nobody controls it, so it stands
/// in no certificate, a private one neither.
pub fn is_no_hosts(address: IpAddr) -> bool {
    address.is_unspecified() || address.is_multicast() || address == IpAddr::V4(Ipv4Addr::BROADCAST)
}

fn special_v4(address: Ipv4Addr) -> Option<SpecialBlock> {
    IPV4.iter()
        .find(|(start, bits, ..)| {
            Ipv4Net::new((*start).into(), *bits).is_ok_and(|block| block.contains(&address))
        })
        .map(|(_, _, purpose, source)| SpecialBlock { purpose, source })
}

fn special_v6(address: Ipv6Addr) -> Option<SpecialBlock> {
    if within(address, TRANSLATED, TRANSLATED_BITS) {
        // DNS64 shows every IPv4 site this way, so the address inside decides (RFC 6147).
        let [.., a, b, c, d] = address.octets();
        return special_v4(Ipv4Addr::new(a, b, c, d));
    }
    let named = IPV6
        .iter()
        .find(|(start, bits, ..)| within(address, *start, *bits))
        .map(|(_, _, purpose, source)| SpecialBlock { purpose, source });
    let unassigned =
        SpecialBlock { purpose: "outside of global unicast", source: "IANA IPv6 Address Space, RFC 4291" };
    named.or_else(|| (!within(address, GLOBAL_UNICAST, GLOBAL_UNICAST_BITS)).then_some(unassigned))
}

fn within(address: Ipv6Addr, start: [u16; 8], bits: u8) -> bool {
    Ipv6Net::new(start.into(), bits).is_ok_and(|block| block.contains(&address))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;

    #[test]
    fn must_never_12_addresses_of_a_house_are_told_from_public_ones() {
        for (text, refused) in [
            ("10.1.2.3", true),
            ("127.0.0.1", true),
            ("169.254.169.254", true),
            ("172.31.255.255", true),
            ("172.32.0.1", false),
            ("192.168.1.1", true),
            ("100.64.0.1", true),
            ("100.128.0.1", false),
            ("192.0.2.1", true),
            ("198.19.0.1", true),
            ("198.20.0.1", false),
            ("224.0.0.1", true),
            ("255.255.255.255", true),
            ("0.0.0.0", true),
            ("8.8.8.8", false),
            ("::1", true),
            ("::ffff:8.8.8.8", true),
            ("fe80::1", true),
            ("fd00::1", true),
            ("ff02::1", true),
            ("2001:db8::1", true),
            ("2001::1", true),
            ("2002:808:808::1", true),
            ("64:ff9b::8.8.8.8", true),
            ("2606:4700:4700::1111", false),
        ] {
            assert_eq!(reserved(text.parse().expect("address")).is_some(), refused, "{text}");
        }
    }
}
