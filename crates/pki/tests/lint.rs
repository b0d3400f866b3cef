//! Lints before what this program itself issues, and before documents damaged on purpose.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use chancery_domain::key::KeyAlgorithm;
use chancery_domain::policy::Policy;
use chancery_domain::time::Timestamp;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::leaf::{IssuerTemplate, LeafProfile, LeafRequest, Pointers, San, serial};
use chancery_pki::lint::document::{Kind, document, issuer_among, signed_at};
use chancery_pki::lint::{self, Context, Finding, Issuer, Trust};
use common::{NOW, intermediate, key, leaf, root};

fn pointers() -> Pointers {
    Pointers {
        crl_url: Some("http://crl.chancery-ca.com/1.crl".to_owned()),
        ocsp_url: Some("http://ocsp.chancery-ca.com/".to_owned()),
        ca_issuers_url: Some("http://ca.chancery-ca.com/1.cer".to_owned()),
    }
}

fn context<'a>(policy: &'a Policy, issuer: &'a CertificateFacts) -> Context<'a> {
    Context { trust: Trust::Public, issued_at: NOW, policy, issuer: Some(Issuer::from(issuer)) }
}

fn none(findings: &[Finding]) {
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{lines:#?}");
}

#[test]
fn own_certificates_of_every_kind_are_without_a_finding() {
    let policy = Policy::compiled_in().unwrap();
    let root = root();
    let root_facts = CertificateFacts::parse(&root.der).unwrap();
    none(&lint::authority(&root.der, &context(&policy, &root_facts)));
    for issuer_algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::P384] {
        let issuer = intermediate(&root, issuer_algorithm, &pointers());
        let issuer_facts = CertificateFacts::parse(&issuer.der).unwrap();
        none(&lint::authority(&issuer.der, &context(&policy, &root_facts)));
        for algorithm in KeyAlgorithm::ALL.into_iter().filter(|algorithm| *algorithm != KeyAlgorithm::Sm2) {
            let names = ["www.example.com", "*.example.com", "xn--fsqu00a.example.com"];
            let leaf = leaf(&issuer, &key(algorithm), &names, &pointers());
            let facts = CertificateFacts::parse(&leaf).unwrap();
            none(&lint::leaf(&leaf, &context(&policy, &issuer_facts)));
            none(&lint::leaf(&facts.tbs, &context(&policy, &issuer_facts)));
        }
    }
}

#[test]
fn bytes_that_are_no_certificate_are_one_error() {
    let policy = Policy::compiled_in().unwrap();
    let context = Context { trust: Trust::Public, issued_at: NOW, policy: &policy, issuer: None };
    for bytes in [&b""[..], b"0", &[0x30, 0x80, 0, 0], &[0x30, 0x00], &[0x30, 0x02, 0x30, 0x00]] {
        let findings = lint::leaf(bytes, &context);
        assert_eq!(findings.iter().map(|f| f.rule).collect::<Vec<_>>(), ["structure"], "{bytes:02x?}");
    }
}

/// The rules that break, each once, in the order of the findings.
fn rules(findings: &[Finding]) -> Vec<&'static str> {
    let mut rules: Vec<_> = findings.iter().map(|finding| finding.rule).collect();
    rules.dedup();
    rules
}

#[test]
fn must_never_17_and_18_a_leaf_is_held_against_its_issuer() {
    let policy = Policy::compiled_in().unwrap();
    let issuer = intermediate(&root(), KeyAlgorithm::P256, &pointers());
    let facts = CertificateFacts::parse(&issuer.der).unwrap();
    let leaf = leaf(&issuer, &key(KeyAlgorithm::P256), &["www.example.com"], &pointers());
    let right = Issuer::from(&facts);
    let leaf_end = CertificateFacts::parse(&leaf).unwrap().not_after;
    for (issuer, broken) in [
        (right, &[][..]),
        (Issuer { not_after: leaf_end, ..right }, &[]),
        (Issuer { not_after: leaf_end.plus_seconds(-1), ..right }, &["within_issuer"]),
        (Issuer { key_identifier: Some(&[7; 20]), ..right }, &["authority_key_identifier"]),
        (Issuer { subject_der: &[0x30, 0], ..right }, &["issuer_bytes"]),
    ] {
        let context = Context { issuer: Some(issuer), ..context(&policy, &facts) };
        assert_eq!(rules(&lint::leaf(&leaf, &context)), broken);
    }
}

#[test]
fn must_never_06_and_07_boundaries_of_validity_and_serial_number() {
    let policy = Policy::compiled_in().unwrap();
    let issuer = intermediate(&root(), KeyAlgorithm::P256, &pointers());
    let key = key(KeyAlgorithm::P256);
    let template = IssuerTemplate::new(&issuer.der, &issuer.key, &pointers()).unwrap();
    let profile = LeafProfile::new(false, &["2.23.140.1.2.1"]).unwrap();
    let names = [San::Dns("www.example.com".to_owned())];
    let broken = |begin: Timestamp, days: i64, more: i64| {
        let request = LeafRequest {
            serial: &serial::from_chance(&[3; 20]),
            not_before: begin,
            not_after: begin.plus_days(days).plus_seconds(more - 1),
            names: &names,
            common_name: None,
            organization: None,
            spki_der: key.public_key_spki(),
            profile: &profile,
        };
        let tbs = template.tbs(&request).unwrap();
        rules(&lint::leaf(
            &tbs,
            &Context { trust: Trust::Public, issued_at: begin, policy: &policy, issuer: None },
        ))
    };
    for (date, days) in [("2026-11-20", 200), ("2027-03-14", 200), ("2027-03-15", 100), ("2029-03-15", 47)] {
        let begin = Timestamp::from_utc_date(date).unwrap();
        assert_eq!(broken(begin, days, 0), [""; 0], "{date}");
        assert_eq!(broken(begin, days, 1), ["validity_length"], "{date}");
    }
    // The second before the rule changes still has the old one.
    let before = Timestamp::from_utc_date("2027-03-15").unwrap().plus_seconds(-1);
    assert_eq!(broken(before, 200, 0), [""; 0]);

    let facts = CertificateFacts::parse(&leaf(&issuer, &key, &["www.example.com"], &pointers())).unwrap();
    let bytes = hex::decode(&facts.serial_hex).unwrap();
    let at = facts.tbs.windows(bytes.len()).position(|window| window == bytes).unwrap();
    let mut negative = facts.tbs.clone();
    negative[at] |= 0x80;
    assert_eq!(
        rules(&lint::leaf(&negative, &context(&policy, &CertificateFacts::parse(&issuer.der).unwrap()))),
        ["serial_number"]
    );
}

#[test]
fn a_private_hierarchy_is_free_where_it_may_be() {
    let policy = Policy::compiled_in().unwrap();
    let issuer = intermediate(&root(), KeyAlgorithm::P256, &pointers());
    let facts = CertificateFacts::parse(&issuer.der).unwrap();
    let leaf = leaf(&issuer, &key(KeyAlgorithm::P256), &["server.local", "10.0.0.1"], &Pointers::default());
    let public = rules(&lint::leaf(&leaf, &context(&policy, &facts)));
    assert_eq!(public, ["dns_name_suffix", "address_reserved", "pointers_present"]);
    none(&lint::leaf(&leaf, &Context { trust: Trust::Private, ..context(&policy, &facts) }));
}

#[test]
fn no_bytes_make_the_lints_panic() {
    let policy = Policy::compiled_in().unwrap();
    let root = root();
    let issuer = intermediate(&root, KeyAlgorithm::P256, &pointers());
    let leaf = leaf(
        &issuer,
        &key(KeyAlgorithm::P256),
        &["www.example.com", "*.example.com", "192.0.2.1"],
        &pointers(),
    );
    let mut still_read = 0;
    for original in [&leaf, &issuer.der] {
        for position in 0..original.len() {
            for flip in [0x01, 0x20, 0x80, 0xff] {
                let mut bytes = original.clone();
                bytes[position] ^= flip;
                for kind in Kind::ALL {
                    let at = signed_at(&bytes, kind).unwrap_or(NOW);
                    let issuer = issuer_among(&bytes, kind, [root.der.as_slice()]);
                    let context = Context { trust: Trust::Public, issued_at: at, policy: &policy, issuer };
                    let findings = document(&bytes, kind, &context);
                    still_read += usize::from(rules(&findings) != ["structure"]);
                }
            }
            let context = Context { trust: Trust::Public, issued_at: NOW, policy: &policy, issuer: None };
            assert_eq!(rules(&lint::leaf(&original[..position], &context)), ["structure"]);
        }
    }
    // Flips inside names, keys and signatures leave the structure readable: the loop reached the rules.
    assert!(still_read > 1_000, "{still_read}");
}
