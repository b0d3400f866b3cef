//! Certificates judged by OpenSSL's strict mode and by webpki, and the refusals of the leaf writer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use chancery_domain::key::KeyAlgorithm;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::leaf::{IssuerTemplate, LeafError, LeafProfile, LeafRequest, Pointers, San, serial};
use chancery_pki::pem_text::{self, CERTIFICATE};
use common::*;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use std::time::Duration;
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};

fn webpki_accepts(root: &[u8], intermediate: &[u8], leaf: &[u8], name: &str) {
    let (root, intermediate) = (CertificateDer::from(root), CertificateDer::from(intermediate));
    let leaf = CertificateDer::from(leaf);
    let anchor = anchor_from_trusted_cert(&root).unwrap();
    let end_entity = EndEntityCert::try_from(&leaf).unwrap();
    let now = UnixTime::since_unix_epoch(Duration::from_secs(NOW.0.unsigned_abs()));
    end_entity
        .verify_for_usage(
            ALL_VERIFICATION_ALGS,
            &[anchor],
            &[intermediate],
            now,
            KeyUsage::server_auth(),
            None,
            None,
        )
        .unwrap_or_else(|error| panic!("webpki refuses {name}: {error}"));
    let name = ServerName::try_from(name).unwrap();
    end_entity.verify_is_valid_for_subject_name(&name).unwrap();
}

#[test]
fn every_pair_of_issuer_and_subscriber_key_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let root = root();
    write(folder, "root.pem", root.pem());
    let pointers = Pointers {
        crl_url: Some("http://crl.chancery-ca.com/1.crl".to_owned()),
        ocsp_url: Some("http://ocsp.chancery-ca.com/".to_owned()),
        ca_issuers_url: Some("http://ca.chancery-ca.com/1.cer".to_owned()),
    };
    for issuer_algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::P256, KeyAlgorithm::P384] {
        for pointers in [&Pointers::default(), &pointers] {
            let issuer = intermediate(&root, issuer_algorithm, pointers);
            write(folder, "intermediate.pem", issuer.pem());
            for algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::P256, KeyAlgorithm::P384] {
                let subscriber = key(algorithm);
                let names = ["www.chancery-shop.com", "*.chancery-shop.com", "203.0.113.7", "2001:db8::7"];
                let der = leaf(&issuer, &subscriber, &names, pointers);
                write(folder, "leaf.pem", pem_text::write(CERTIFICATE, &der));
                let said = judge(
                    folder,
                    "openssl",
                    &[
                        "verify",
                        "-x509_strict",
                        "-policy_check",
                        "-attime",
                        &NOW.0.to_string(),
                        "-purpose",
                        "sslserver",
                        "-CAfile",
                        "root.pem",
                        "-untrusted",
                        "intermediate.pem",
                        "-verify_hostname",
                        "shop.chancery-shop.com",
                        "leaf.pem",
                    ],
                );
                assert!(said.contains("leaf.pem: OK"), "{said}");
                webpki_accepts(&root.der, &issuer.der, &der, "www.chancery-shop.com");

                let facts = CertificateFacts::parse(&der).unwrap();
                assert_eq!(facts.names(), names);
                assert_eq!(facts.common_name(), Some("www.chancery-shop.com"));
                assert_eq!(facts.public_key.algorithm(), Some(algorithm));
                assert_eq!(facts.not_after, NOW.plus_days(100).plus_seconds(-61));
                assert_eq!(facts.extensions.crl_urls.len(), usize::from(pointers.crl_url.is_some()));
                assert_eq!(facts.extensions.policies, ["2.23.140.1.2.1"]);
                let usage = facts.extensions.key_usage.unwrap();
                assert_eq!(usage.key_encipherment, algorithm == KeyAlgorithm::Rsa2048);
                assert!(usage.digital_signature && !usage.key_cert_sign && !facts.is_ca());
            }
        }
    }
}

#[test]
fn facts_agree_with_openssl() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let issuer = intermediate(&root(), KeyAlgorithm::P256, &Pointers::default());
    let der = leaf(&issuer, &key(KeyAlgorithm::Rsa2048), &["a.chancery-shop.com"], &Pointers::default());
    write(folder, "leaf.pem", pem_text::write(CERTIFICATE, &der));
    let facts = CertificateFacts::parse(&der).unwrap();
    let asked = |option: &str| judge(folder, "openssl", &["x509", "-in", "leaf.pem", "-noout", option]);
    let plain = |text: String| {
        let value = text.trim().rsplit_once('=').map(|(_, value)| value.to_owned()).unwrap();
        value.replace(':', "").to_ascii_lowercase()
    };
    assert_eq!(plain(asked("-serial")), facts.serial_hex);
    assert_eq!(
        plain(judge(folder, "openssl", &["x509", "-in", "leaf.pem", "-noout", "-fingerprint", "-sha256"])),
        facts.sha256_fingerprint()
    );
    assert_eq!(
        plain(judge(folder, "openssl", &["x509", "-in", "leaf.pem", "-noout", "-fingerprint", "-sha1"])),
        facts.sha1_fingerprint()
    );
    let text = asked("-text");
    assert!(text.contains(facts.signature_algorithm.name()), "{text}");
    let issuer_line = judge(
        folder,
        "openssl",
        &["x509", "-in", "leaf.pem", "-noout", "-issuer", "-nameopt", "sep_comma_plus_space,utf8,sname"],
    );
    assert_eq!(issuer_line.trim(), format!("issuer={}", facts.issuer_line()));
    assert_eq!(facts.key_description(), "RSA 2048");
    assert_eq!(
        facts.extensions.authority_key_identifier,
        CertificateFacts::parse(&issuer.der).unwrap().extensions.subject_key_identifier
    );
}

#[test]
fn must_never_17_no_leaf_outlives_its_issuer() {
    let issuer = intermediate(&root(), KeyAlgorithm::P256, &Pointers::default());
    let template = IssuerTemplate::new(&issuer.der, &issuer.key, &Pointers::default()).unwrap();
    let end = template.certificate().not_after;
    let begin = template.certificate().not_before;
    let subscriber = key(KeyAlgorithm::P256);
    let profile = LeafProfile::new(false, &[]).unwrap();
    let names = [San::Dns("a.chancery-shop.com".to_owned())];
    let request = LeafRequest {
        serial: &serial::from_chance(&[9; 20]),
        not_before: NOW,
        not_after: end,
        names: &names,
        common_name: None,
        organization: None,
        spki_der: subscriber.public_key_spki(),
        profile: &profile,
    };
    assert!(template.tbs(&request).is_ok());
    let outside = |request: LeafRequest<'_>| {
        matches!(template.tbs(&request), Err(LeafError::OutsideIssuerValidity { .. }))
    };
    assert!(outside(LeafRequest { not_after: end.plus_seconds(1), ..request }));
    assert!(template.tbs(&LeafRequest { not_before: begin.plus_seconds(-1), ..request }).is_ok());
    assert_eq!(
        template.tbs(&LeafRequest { not_before: NOW.plus_seconds(1), not_after: NOW, ..request }),
        Err(LeafError::EmptyValidity)
    );
    // And the other refusals of the writer.
    assert_eq!(template.tbs(&LeafRequest { names: &[], ..request }), Err(LeafError::NoNames));
    assert_eq!(template.tbs(&LeafRequest { serial: &[0xff; 20], ..request }), Err(LeafError::Serial));
    assert_eq!(template.tbs(&LeafRequest { spki_der: &[0x30, 0], ..request }), Err(LeafError::SubjectKey));
    assert_eq!(
        template.tbs(&LeafRequest { common_name: Some("A.chancery-shop.com"), ..request }),
        Err(LeafError::CommonNameElsewhere("A.chancery-shop.com".to_owned()))
    );
    let bad = [San::Dns("exa mple.com".to_owned())];
    assert_eq!(
        template.tbs(&LeafRequest { names: &bad, ..request }),
        Err(LeafError::BadName("exa mple.com".to_owned()))
    );
}

#[test]
fn must_never_18_issuer_bytes_equal_the_subject_bytes_of_the_ca() {
    let root = root();
    let issuer = intermediate(&root, KeyAlgorithm::Rsa2048, &Pointers::default());
    let der = leaf(&issuer, &key(KeyAlgorithm::P256), &["a.chancery-shop.com"], &Pointers::default());
    let (root, issuer) =
        (CertificateFacts::parse(&root.der).unwrap(), CertificateFacts::parse(&issuer.der).unwrap());
    assert_eq!(CertificateFacts::parse(&der).unwrap().issuer_der, issuer.subject_der);
    assert_eq!(issuer.issuer_der, root.subject_der);
    // No pointer is named unless one is given.
    assert!(issuer.extensions.crl_urls.is_empty() && issuer.extensions.ocsp_urls.is_empty());
}

#[test]
fn a_foreign_key_or_certificate_does_not_make_an_issuer() {
    let root = root();
    let issuer = intermediate(&root, KeyAlgorithm::P256, &Pointers::default());
    let other = key(KeyAlgorithm::P256);
    let none = Pointers::default();
    let refused = IssuerTemplate::new(&issuer.der, &other.signing_key().unwrap(), &none).err();
    assert_eq!(refused, Some(LeafError::OtherIssuerKey));
    let der = leaf(&issuer, &other, &["a.chancery-shop.com"], &none);
    let refused = IssuerTemplate::new(&der, &other.signing_key().unwrap(), &none).err();
    assert_eq!(refused, Some(LeafError::IssuerUnfit("it is not a CA certificate")));
    let https = Pointers { crl_url: Some("https://x.com/1.crl".to_owned()), ..none };
    assert!(matches!(IssuerTemplate::new(&issuer.der, &issuer.key, &https), Err(LeafError::Url(_))));
}

#[test]
fn an_empty_subject_makes_the_names_critical() {
    let issuer = intermediate(&root(), KeyAlgorithm::P256, &Pointers::default());
    let template = IssuerTemplate::new(&issuer.der, &issuer.key, &Pointers::default()).unwrap();
    let subscriber = key(KeyAlgorithm::P256);
    let profile = LeafProfile::new(true, &["2.23.140.1.2.1"]).unwrap();
    let long = format!("{}.chancery-shop.com", "a".repeat(60));
    let names = [San::Dns(long.clone())];
    let request = LeafRequest {
        serial: &serial::from_chance(&[9; 20]),
        not_before: NOW,
        not_after: NOW.plus_days(90),
        names: &names,
        common_name: None,
        organization: None,
        spki_der: subscriber.public_key_spki(),
        profile: &profile,
    };
    let der = template.sign(&template.tbs(&request).unwrap(), &issuer.key).unwrap();
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "leaf.der", &der);
    let text =
        judge(folder.path(), "openssl", &["x509", "-inform", "DER", "-in", "leaf.der", "-noout", "-text"]);
    assert!(text.contains("X509v3 Subject Alternative Name: critical"), "{text}");
    assert!(text.contains("TLS Web Client Authentication"), "{text}");
    assert_eq!(
        template.tbs(&LeafRequest { common_name: Some(&long), ..request }),
        Err(LeafError::CommonNameTooLong(long.clone()))
    );
}

#[test]
fn java_accepts_the_chains() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let judge_file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judges/VerifyChain.java");
    let root = root();
    write(folder, "root.pem", root.pem());
    for algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::P256] {
        let issuer = intermediate(&root, algorithm, &Pointers::default());
        write(folder, "intermediate.pem", issuer.pem());
        let der = leaf(&issuer, &key(algorithm), &["*.chancery-shop.com"], &Pointers::default());
        write(folder, "leaf.pem", pem_text::write(CERTIFICATE, &der));
        let at = NOW.0.to_string();
        let said = judge(folder, "java", &[judge_file, "root.pem", &at, "leaf.pem", "intermediate.pem"]);
        assert!(said.contains("Java accepts [[2, *.chancery-shop.com]]"), "{said}");
        let late = NOW.plus_days(101).0.to_string();
        let late = run(folder, "java", &[judge_file, "root.pem", &late, "leaf.pem", "intermediate.pem"]);
        assert!(!late.status.success(), "Java accepts an expired leaf");
    }
}
