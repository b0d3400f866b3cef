//! The table of addresses that are never contacted, at the edges of every block (must never happen, number 22).

use anyhow::Result;
use chancery_connectors::validation::special_address::{may_contact, special};
use std::net::IpAddr;

#[test]
fn must_never_22_special_addresses_are_known_at_their_edges() -> Result<()> {
    for address in [
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.0",
        "127.0.0.1",
        "127.255.255.255",
        "168.63.129.16",
        "169.254.0.0",
        "169.254.169.254",
        "169.254.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.0",
        "192.0.0.192",
        "192.0.0.255",
        "192.0.2.0",
        "192.0.2.255",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.255",
        "224.0.0.0",
        "239.255.255.255",
        "240.0.0.0",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:8.8.8.8",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.1.2.3",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:53aa:64c::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:1ff:ffff::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:a00:1::1",
        "2002:808:808::1",
        "3fff::1",
        "3fff:fff:ffff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ] {
        let address: IpAddr = address.parse()?;
        assert!(special(address).is_some(), "{address} passed");
        assert!(!may_contact(address, false, &[]), "{address} may be contacted");
        assert!(may_contact(address, true, &[]), "{address} is refused although all are allowed");
    }
    Ok(())
}

#[test]
fn public_addresses_beside_the_blocks_pass() -> Result<()> {
    for address in [
        "1.0.0.0",
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2001:db7::1",
        "2001:db9::1",
        "2003::1",
        "2400:cb00::1",
        "2a00:1450::1",
        "3ffe::1",
        "64:ff9b::8.8.8.8",
    ] {
        let address: IpAddr = address.parse()?;
        assert_eq!(special(address), None, "{address}");
    }
    Ok(())
}

#[test]
fn an_allowed_network_opens_itself_only() -> Result<()> {
    let allowed = ["10.1.0.0/16".parse()?, "fd00:1::/32".parse()?];
    for (address, expected) in [
        ("10.1.2.3", true),
        ("10.2.0.1", false),
        ("fd00:1::5", true),
        ("fd00:2::5", false),
        ("::ffff:10.1.2.3", false),
    ] {
        assert_eq!(may_contact(address.parse()?, false, &allowed), expected, "{address}");
    }
    Ok(())
}
