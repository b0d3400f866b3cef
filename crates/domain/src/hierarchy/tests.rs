//! The compiled-in file is sound, faults name their key, and name constraints mean what RFC 5280 says.
#![allow(clippy::unwrap_used)]

use super::*;
use std::net::IpAddr;

fn brands() -> Vec<CatalogueBrand> {
    let brand =
        |key: &str, title: &str, sm2| CatalogueBrand { key: key.to_owned(), title: title.to_owned(), sm2 };
    vec![brand("trustasia", "TrustAsia", false), brand("dnspod-sm2", "DNSPod SM2", true)]
}

#[test]
fn the_compiled_in_file_has_a_root_of_each_kind_and_issuers_for_each_brand() {
    let hierarchy = Hierarchy::compiled_in(&brands()).unwrap();
    let found: Vec<(&str, &str)> = hierarchy.plans().map(|p| (p.id(), p.common_name.as_str())).collect();
    assert_eq!(found[0], ("root", "Chancery Root"));
    assert!(found.contains(&("trustasia-rsa", "TrustAsia RSA Issuing CA")));
    for brand in ["trustasia", "service", "chancery", "private"] {
        for family in ["rsa", "ecc"] {
            assert!(found.iter().any(|(id, _)| *id == format!("{brand}-{family}")), "{brand}-{family}");
        }
    }
    // D1: SM2 brands have SM2 issuers under an SM2 root and no others.
    assert!(found.contains(&("dnspod-sm2-sm2", "DNSPod SM2 Issuing CA")));
    assert_eq!(found.len(), 11);
    for plan in hierarchy.plans().skip(2) {
        let root = if plan.key.family() == KeyFamily::Sm2 { "root-sm2" } else { "root" };
        assert_eq!(plan.under.as_deref(), Some(root), "{}", plan.id());
    }
}

#[test]
fn faults_name_authority_and_key() {
    let tail = "\n[[issuer]]\nid = \"x\"\nbrand = \"x\"\nkey = \"P-256\"\ncountry = \"DE\"\norganization = \"O\"\ncommon_name = \"X\"\n";
    let good = format!("{COMPILED_IN}{tail}");
    assert!(Hierarchy::parse("h.toml", &good, &brands()).is_ok());
    for (extra, named) in [
        ("under = \"nobody\"\n", "issuer[x].under"),
        ("under = \"root-sm2\"\n", "issuer[x].under"),
        ("under = \"trustasia-ecc\"\n", "issuer[x].under"),
        ("validity_years = 0\n", "issuer[x].validity_years"),
        ("policy_oids = [\"dv\"]\n", "issuer[x].policy_oids"),
        ("private_key = \"k.pem\"\n", "issuer[x].private_key"),
        ("certificate = \"c.pem\"\n", "issuer[x].certificate"),
        ("names = { permitted_dns = [\".example.org\"] }\n", "issuer[x].names.permitted_dns"),
        ("names = { permitted_ip = [\"10.0.0.1/8\"] }\n", "10.0.0.1/8"),
        ("keyin = \"vault\"\n", "keyin"),
    ] {
        let message =
            Hierarchy::parse("h.toml", &format!("{good}{extra}"), &brands()).unwrap_err().to_string();
        assert!(message.starts_with("h.toml") && message.contains(named), "{extra}{message}");
    }
    for (from, to, named) in [
        ("brand = \"x\"", "brand = \"service\"", "issuer[x].brand"),
        ("key = \"P-256\"", "key = \"SM2\"\nkey_in = \"pkcs11\"", "issuer[x].key_in"),
        ("country = \"DE\"", "country = \"Germany\"", "issuer[x].country"),
        ("id = \"x\"", "id = \"root\"", "issuer[root].id"),
    ] {
        let message = Hierarchy::parse("h.toml", &good.replace(tail, &tail.replace(from, to)), &brands())
            .unwrap_err()
            .to_string();
        assert!(message.contains(named), "{message}");
    }
}

#[test]
fn name_constraints_hold_for_the_name_itself_and_below() {
    let network = |text: &str| IpNetwork::try_from(text.to_owned()).unwrap();
    let constraints = NameConstraints {
        permitted_dns: vec!["example.org".into()],
        excluded_dns: vec!["secret.example.org".into()],
        permitted_ip: vec![network("10.0.0.0/8"), network("2001:db8::/32")],
        excluded_ip: vec![network("10.1.0.0/16")],
    };
    for (name, allowed) in [
        ("example.org", true),
        ("a.b.example.org", true),
        ("*.example.org", true),
        ("badexample.org", false),
        ("org", false),
        ("secret.example.org", false),
        ("*.secret.example.org", false),
        ("x.secret.example.org", false),
        ("example.com", false),
    ] {
        assert_eq!(constraints.allows_dns(name), allowed, "{name}");
    }
    for (address, allowed) in [
        ("10.2.3.4", true),
        ("10.1.3.4", false),
        ("11.0.0.1", false),
        ("2001:db8::1", true),
        ("2001:db9::1", false),
    ] {
        assert_eq!(constraints.allows_ip(address.parse::<IpAddr>().unwrap()), allowed, "{address}");
    }
    assert!(NameConstraints::default().allows_dns("anything.test"));
}

#[test]
fn networks_survive_their_octets() {
    for text in ["10.0.0.0/8", "0.0.0.0/0", "192.0.2.1/32", "2001:db8::/32", "::/0"] {
        let network = IpNetwork::try_from(text.to_owned()).unwrap();
        assert_eq!(IpNetwork::from_octets(&network.octets()), Some(network), "{text}");
        assert_eq!(network.to_string(), text);
    }
    assert_eq!(IpNetwork::from_octets(&[10, 0, 0, 0, 255, 0, 255, 0]), None);
    assert_eq!(IpNetwork::from_octets(&[10, 0, 0]), None);
    for text in ["10.0.0.0/33", "10.0.0.1/8", "10.0.0.0", "x/8", "::/129"] {
        assert!(IpNetwork::try_from(text.to_owned()).is_err(), "{text}");
    }
}
