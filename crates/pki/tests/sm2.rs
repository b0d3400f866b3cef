//! D1, H2: SM2 certificates judged by OpenSSL link by link, OpenSSL's own SM2 keys and requests read here, and the
//! lints that keep SM2 among itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use chancery_domain::key::KeyAlgorithm;
use chancery_domain::policy::Policy;
use chancery_pki::authority::{self, AuthorityName, AuthorityTerm, IntermediateProfile};
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::chain::{Strangers, is_issued_by, key_fits, repair};
use chancery_pki::csr;
use chancery_pki::key_check::{self, BlockedKeys, KeyRules};
use chancery_pki::leaf::{IssuerTemplate, LeafProfile, LeafRequest, Pointers, San, serial};
use chancery_pki::lint::{self, Context, Trust};
use chancery_pki::pem_text;
use chancery_pki::private_key::{PrivateKey, PrivateKeyError, Signer};
use common::*;

const IDENTITY: &str = "distid:1234567812345678";

fn name(common_name: &str) -> AuthorityName {
    AuthorityName {
        country: "CN".to_owned(),
        organization: "Chancery Test Authority".to_owned(),
        common_name: common_name.to_owned(),
    }
}

fn term(number: u8, years: i64) -> AuthorityTerm {
    AuthorityTerm {
        serial: serial::from_chance(&[number; 20]),
        not_before: NOW.plus_days(-1),
        not_after: NOW.plus_days(years * 365).plus_seconds(-1),
    }
}

fn hierarchy() -> (Authority, Authority) {
    let key = PrivateKey::generate(KeyAlgorithm::Sm2).unwrap().signing_key().unwrap();
    let der = authority::self_signed_root(&key, &name("SM2 Root"), &term(1, 20)).unwrap();
    let root = Authority { der, key };
    let key = PrivateKey::generate(KeyAlgorithm::Sm2).unwrap().signing_key().unwrap();
    let der = authority::intermediate(
        &root.der,
        &root.key,
        &name("SM2 Issuing CA"),
        &key.public_key_spki().unwrap(),
        &term(2, 10),
        &IntermediateProfile::default(),
    )
    .unwrap();
    (root, Authority { der, key })
}

fn pair(issuer: &Authority, key: &PrivateKey) -> [Vec<u8>; 2] {
    let template = IssuerTemplate::new(&issuer.der, &issuer.key, &Pointers::default()).unwrap();
    let names = [San::Dns("www.chancery-shop.com".to_owned())];
    let plain = LeafProfile::new(false, &[]).unwrap();
    [(3, plain.clone()), (4, plain.for_encryption())].map(|(number, profile)| {
        let tbs = template
            .tbs(&LeafRequest {
                serial: &serial::from_chance(&[number; 20]),
                not_before: NOW.plus_seconds(-60),
                not_after: NOW.plus_days(365).plus_seconds(-61),
                names: &names,
                common_name: Some("www.chancery-shop.com"),
                organization: None,
                spki_der: key.public_key_spki(),
                profile: &profile,
            })
            .unwrap();
        template.sign(&tbs, &issuer.key).unwrap()
    })
}

#[test]
fn openssl_verifies_the_chain_link_by_link_and_both_certificates_of_a_pair() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (root, issuer) = hierarchy();
    let key = PrivateKey::generate(KeyAlgorithm::Sm2).unwrap();
    let [signature, encryption] = pair(&issuer, &key);
    for (file, der) in [
        ("root.pem", &root.der),
        ("issuer.pem", &issuer.der),
        ("signature.pem", &signature),
        ("encryption.pem", &encryption),
    ] {
        write(folder, file, pem_text::write(pem_text::CERTIFICATE, der));
    }
    let moment = NOW.0.to_string();
    // OpenSSL 3.0 uses the identity for the last certificate only: each link by itself.
    for (trusted, verified) in
        [("root.pem", "issuer.pem"), ("issuer.pem", "signature.pem"), ("issuer.pem", "encryption.pem")]
    {
        let arguments = [
            "verify",
            "-partial_chain",
            "-trusted",
            trusted,
            "-vfyopt",
            IDENTITY,
            "-x509_strict",
            "-attime",
            &moment,
            verified,
        ];
        judge(folder, "openssl", &arguments);
    }
    // `verify` does not use the identity for a root's own signature.
    let facts = CertificateFacts::parse(&root.der).unwrap();
    write(folder, "root.tbs", &facts.tbs);
    write(folder, "root.sig", &facts.signature);
    judge(folder, "openssl", &["x509", "-in", "root.pem", "-pubkey", "-noout", "-out", "root.pub"]);
    judge(
        folder,
        "openssl",
        &["dgst", "-sm3", "-verify", "root.pub", "-sigopt", IDENTITY, "-signature", "root.sig", "root.tbs"],
    );
    assert!(facts.is_self_signed());
    let said = judge(folder, "openssl", &["x509", "-in", "signature.pem", "-noout", "-text"]);
    assert!(said.contains("Digital Signature, Non Repudiation\n"), "{said}");
    assert!(said.contains("SM2-with-SM3"), "{said}");
    let said = judge(folder, "openssl", &["x509", "-in", "encryption.pem", "-noout", "-text"]);
    assert!(said.contains("Key Encipherment, Data Encipherment, Key Agreement\n"), "{said}");
    // A changed byte is noticed by OpenSSL and here alike.
    let mut forged = signature.clone();
    let at = forged.len() - 1;
    forged[at] ^= 1;
    write(folder, "forged.pem", pem_text::write(pem_text::CERTIFICATE, &forged));
    let refused = run(
        folder,
        "openssl",
        &[
            "verify",
            "-partial_chain",
            "-trusted",
            "issuer.pem",
            "-vfyopt",
            IDENTITY,
            "-attime",
            &moment,
            "forged.pem",
        ],
    );
    assert!(!refused.status.success());
    let facts = |der: &[u8]| CertificateFacts::parse(der).unwrap();
    assert!(!is_issued_by(&facts(&forged), &facts(&issuer.der)));
    for leaf in [&signature, &encryption] {
        assert!(is_issued_by(&facts(leaf), &facts(&issuer.der)));
        assert!(key_fits(&key, &facts(leaf)));
    }
    let repaired =
        repair(vec![facts(&root.der), facts(&signature), facts(&issuer.der)], None, Strangers::Refuse, 10)
            .unwrap();
    assert!(repaired.reordered && repaired.ends_in_root());
}

#[test]
fn keys_and_requests_of_openssl_are_read_and_ours_are_read_by_it() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    judge(folder, "openssl", &["genpkey", "-algorithm", "SM2", "-out", "key.pem"]);
    judge(folder, "openssl", &["ec", "-in", "key.pem", "-out", "sec1.pem"]);
    judge(
        folder,
        "openssl",
        &[
            "pkcs8",
            "-topk8",
            "-in",
            "key.pem",
            "-out",
            "sealed.pem",
            "-passout",
            "pass:secret",
            "-v2",
            "aes256",
        ],
    );
    let text = |file: &str| String::from_utf8(read(folder, file)).unwrap();
    let key = PrivateKey::from_pem(&text("key.pem"), None).unwrap();
    assert_eq!(key.algorithm(), KeyAlgorithm::Sm2);
    assert_eq!(
        PrivateKey::from_pem(&text("sec1.pem"), None).unwrap().public_key_spki(),
        key.public_key_spki()
    );
    let sealed = PrivateKey::from_pem(&text("sealed.pem"), Some("secret")).unwrap();
    assert_eq!(sealed.public_key_spki(), key.public_key_spki());
    assert_eq!(
        PrivateKey::from_pem(&text("sealed.pem"), Some("other")).unwrap_err(),
        PrivateKeyError::WrongPassword
    );
    judge(
        folder,
        "openssl",
        &[
            "req",
            "-new",
            "-key",
            "key.pem",
            "-sm3",
            "-sigopt",
            IDENTITY,
            "-subj",
            "/CN=www.chancery-shop.com",
            "-out",
            "request.pem",
        ],
    );
    let rules =
        KeyRules { limits: Policy::compiled_in().unwrap().keys, blocked: BlockedKeys::shipped().unwrap() };
    let facts = csr::parse(text("request.pem").as_bytes(), &rules).unwrap();
    assert!(facts.signature_ok() && facts.algorithm() == Some(KeyAlgorithm::Sm2));
    assert_eq!(facts.spki_der(), key.public_key_spki());

    // Another identity in the signature makes another signature.
    judge(
        folder,
        "openssl",
        &[
            "req",
            "-new",
            "-key",
            "key.pem",
            "-sm3",
            "-sigopt",
            "distid:someone",
            "-subj",
            "/CN=a.b",
            "-out",
            "other.pem",
        ],
    );
    assert!(!csr::decode(text("other.pem").as_bytes()).unwrap().signature_ok());

    let ours = PrivateKey::generate(KeyAlgorithm::Sm2).unwrap();
    write(folder, "ours.pem", ours.to_pem().as_bytes());
    let said = judge(folder, "openssl", &["pkey", "-in", "ours.pem", "-check", "-noout", "-text"]);
    assert!(said.contains("Key is valid") && said.contains("SM2"), "{said}");
    write(folder, "ours-sealed.pem", ours.to_encrypted_pem("secret").unwrap());
    judge(
        folder,
        "openssl",
        &["pkey", "-in", "ours-sealed.pem", "-passin", "pass:secret", "-noout", "-check"],
    );
}

#[test]
fn must_never_sm2_stands_in_public_trust_or_under_another_kind_of_signature() {
    let policy = Policy::compiled_in().unwrap();
    let (_, issuer) = hierarchy();
    let key = PrivateKey::generate(KeyAlgorithm::Sm2).unwrap();
    let facts = CertificateFacts::parse(&issuer.der).unwrap();
    let found = |trust, der: &[u8], facts: &CertificateFacts| {
        let context =
            Context { trust, issued_at: NOW, policy: &policy, issuer: Some(lint::Issuer::from(facts)) };
        lint::errors(&lint::leaf(der, &context)).map(|finding| finding.rule).collect::<Vec<_>>()
    };
    for der in pair(&issuer, &key) {
        assert!(found(Trust::Private, &der, &facts).is_empty(), "{:?}", found(Trust::Private, &der, &facts));
        let public = found(Trust::Public, &der, &facts);
        assert!(public.contains(&"sm2_hierarchy") && public.contains(&"signature_algorithm"), "{public:?}");
    }
    let ecdsa = intermediate(&root(), KeyAlgorithm::P256, &Pointers::default());
    let mixed = leaf(&ecdsa, &key, &["www.example.com"], &Pointers::default());
    let facts = CertificateFacts::parse(&ecdsa.der).unwrap();
    assert!(found(Trust::Private, &mixed, &facts).contains(&"sm2_hierarchy"));
}

#[test]
fn a_point_outside_the_curve_is_a_weak_key() {
    let rules =
        KeyRules { limits: Policy::compiled_in().unwrap().keys, blocked: BlockedKeys::shipped().unwrap() };
    let key = PrivateKey::generate(KeyAlgorithm::Sm2).unwrap();
    let mut spki = key.public_key_spki().to_vec();
    let at = spki.len() - 1;
    spki[at] ^= 1;
    let read = |der: &[u8]| chancery_pki::public_key::PublicKey::from_spki(der).unwrap();
    assert!(key_check::check(&read(key.public_key_spki()), &rules).is_ok());
    assert_eq!(key_check::check(&read(&spki), &rules), Err(key_check::WeakKey::NotOnCurve));
}
