//! Addresses that no public certificate may name: those set aside by IANA (BR 4.2.2; must never happen, number 12).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether the address is set aside in the IANA special-purpose registries (RFC 6890), or multicast.
pub fn is_reserved(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_reserved_v4(address),
        IpAddr::V6(address) => is_reserved_v6(address),
    }
}

fn is_reserved_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a, b, c) == (192, 0, 0)
        || (a, b, c) == (192, 88, 99)
        || (a == 198 && (b == 18 || b == 19))
        // Multicast (RFC 5771), reserved (RFC 1112 section 4), broadcast.
        || a >= 224
}

/// Only global unicast (RFC 4291 section 2.4) passes, minus what is set aside within it.
fn is_reserved_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let global = a & 0xe000 == 0x2000;
    !global
        // IETF protocol assignments (RFC 2928), documentation (RFC 3849, RFC 9637), 6to4 (RFC 3056).
        || (a == 0x2001 && b < 0x200)
        || (a == 0x2001 && b == 0xdb8)
        || a == 0x2002
        || (a == 0x3fff && b < 0x1000)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;

    #[test]
    fn must_never_12_addresses_of_a_house_are_told_from_public_ones() {
        for (text, reserved) in [
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
            ("2606:4700:4700::1111", false),
        ] {
            assert_eq!(is_reserved(text.parse().expect("address")), reserved, "{text}");
        }
    }
}
