//! Chains in every order, with copies, strangers and gaps, are repaired or refused; OpenSSL judges the result.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use chancery_domain::key::KeyAlgorithm;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::chain::{self, ChainError, Repaired, Strangers, check, repair};
use chancery_pki::leaf::Pointers;
use chancery_pki::private_key::PrivateKey;
use chancery_pki::signature::SignatureError;
use common::*;

struct Chain {
    root: CertificateFacts,
    intermediate: CertificateFacts,
    leaf: CertificateFacts,
    key: PrivateKey,
}

/// Certificates in one chain text, as a policy would limit them.
const MOST: usize = 32;

fn chain(name: &str) -> Chain {
    let root = root();
    let issuer = intermediate(&root, KeyAlgorithm::Rsa2048, &Pointers::default());
    let key = key(KeyAlgorithm::P256);
    let leaf = leaf(&issuer, &key, &[name], &Pointers::default());
    let facts = |der: &[u8]| CertificateFacts::parse(der).unwrap();
    Chain { root: facts(&root.der), intermediate: facts(&issuer.der), leaf: facts(&leaf), key }
}

fn order(repaired: &Repaired) -> Vec<&str> {
    repaired.chain.iter().map(|certificate| certificate.common_name().unwrap()).collect()
}

const ROOT: &str = "Chancery Test Root";
const INTERMEDIATE: &str = "Chancery Test DV RSA 2048";
const LEAF: &str = "a.chancery-shop.com";

#[test]
fn every_order_is_repaired() {
    let Chain { root, intermediate, leaf, .. } = chain(LEAF);
    for (given, reordered) in [
        ([&leaf, &intermediate, &root], false),
        ([&leaf, &root, &intermediate], true),
        ([&intermediate, &leaf, &root], true),
        ([&intermediate, &root, &leaf], true),
        ([&root, &leaf, &intermediate], true),
        ([&root, &intermediate, &leaf], true),
    ] {
        let repaired = repair(given.into_iter().cloned().collect(), None, Strangers::Refuse, MOST).unwrap();
        assert_eq!(order(&repaired), [LEAF, INTERMEDIATE, ROOT]);
        assert_eq!(repaired.reordered, reordered);
        assert!(repaired.ends_in_root() && repaired.missing_issuer.is_none());
    }
    let folder = tempfile::tempdir().unwrap();
    let mixed = vec![intermediate.clone(), root.clone(), leaf.clone(), intermediate.clone()];
    let repaired = repair(mixed, None, Strangers::Refuse, MOST).unwrap();
    assert_eq!(repaired.duplicates_dropped, 1);
    write(folder.path(), "chain.pem", repaired.to_pem());
    write(folder.path(), "root.pem", root.to_pem());
    let at = NOW.0.to_string();
    judge(
        folder.path(),
        "openssl",
        &["verify", "-attime", &at, "-CAfile", "root.pem", "-untrusted", "chain.pem", "chain.pem"],
    );
}

#[test]
fn a_gap_names_the_missing_issuer() {
    let Chain { root, intermediate, leaf, .. } = chain(LEAF);
    let name = |given: Vec<CertificateFacts>| {
        repair(given, None, Strangers::Refuse, MOST).unwrap().missing_issuer.unwrap().name
    };
    assert!(name(vec![leaf.clone()]).ends_with(&format!("CN={INTERMEDIATE}")));
    assert!(name(vec![leaf.clone(), intermediate]).ends_with(&format!("CN={ROOT}")));
    // The root alone does not join the leaf: it is a stranger to it.
    let refused = repair(vec![leaf, root], None, Strangers::Refuse, MOST);
    assert!(matches!(refused, Err(ChainError::Strangers(names)) if names.len() == 1));
}

#[test]
fn strangers_are_refused_or_dropped_and_named() {
    let own = chain(LEAF);
    let other = chain("other.chancery-shop.com");
    // The other authority has the same names but other keys: only the signature tells them apart.
    let given = vec![own.leaf.clone(), other.intermediate.clone(), own.intermediate.clone()];
    let refused = repair(given.clone(), None, Strangers::Refuse, MOST);
    assert!(matches!(refused, Err(ChainError::Strangers(_))));
    let repaired = repair(given, None, Strangers::Drop, MOST).unwrap();
    assert_eq!(repaired.chain, [own.leaf.clone(), own.intermediate.clone()]);
    assert_eq!(repaired.dropped_strangers.len(), 1);

    let two = vec![other.leaf.clone(), own.leaf.clone(), own.intermediate.clone()];
    assert!(
        matches!(repair(two.clone(), None, Strangers::Refuse, MOST), Err(ChainError::SeveralLeaves(names)) if names.len() == 2)
    );
    // The key tells which of two server certificates is meant.
    let spki = own.key.public_key_spki();
    let repaired = repair(two, Some(spki), Strangers::Drop, MOST).unwrap();
    assert_eq!(order(&repaired), [LEAF, INTERMEDIATE]);
    assert!(chain::key_fits(&own.key, repaired.leaf().unwrap()));
    assert!(!chain::key_fits(&other.key, repaired.leaf().unwrap()));
    assert_eq!(repair(Vec::new(), None, Strangers::Drop, MOST).err(), Some(ChainError::Empty));
    let many = vec![own.leaf; 33];
    assert_eq!(
        repair(many, None, Strangers::Drop, MOST).err(),
        Some(ChainError::TooMany { found: 33, most: MOST })
    );
}

#[test]
fn an_altered_signature_breaks_the_link() {
    let Chain { intermediate, leaf, .. } = chain(LEAF);
    assert!(chain::is_issued_by(&leaf, &intermediate));
    let mut der = leaf.der.clone();
    let last = der.len() - 1;
    der[last] ^= 1;
    let altered = CertificateFacts::parse(&der).unwrap();
    assert!(!chain::is_issued_by(&altered, &intermediate));
}

#[test]
fn a_check_says_whether_the_chain_is_valid_and_trusted() {
    let own = chain(LEAF);
    let other = chain("other.chancery-shop.com");
    let (leaf, intermediate, root) = (own.leaf, own.intermediate, own.root);
    let roots = [root.clone()];
    let outcome = |given: &[&CertificateFacts], roots: &[CertificateFacts]| {
        let given: Vec<CertificateFacts> = given.iter().map(|c| (*c).clone()).collect();
        let check = check(&given, roots, NOW, MOST).unwrap();
        (check.is_valid, check.is_trusted)
    };
    assert_eq!(outcome(&[&leaf, &intermediate], &roots), (true, true));
    assert_eq!(outcome(&[&leaf, &intermediate, &root], &roots), (true, true));
    assert_eq!(outcome(&[&leaf, &intermediate], &[]), (true, false));
    assert_eq!(outcome(&[&leaf], &roots), (false, false));
    assert_eq!(outcome(&[&leaf, &root], &roots), (false, false));
    assert_eq!(outcome(&[&intermediate, &leaf], &roots), (false, false));
    assert_eq!(outcome(&[&leaf, &other.intermediate], &roots), (false, false));
    let late = check(&[leaf.clone(), intermediate.clone()], &roots, NOW.plus_days(200), MOST).unwrap();
    assert!(!late.is_valid && late.problems.iter().any(|problem| problem.contains("expired")), "{late:?}");
    assert_eq!(late.common_names, [LEAF, INTERMEDIATE]);
}

#[test]
fn the_roots_of_the_operating_system_are_read_as_openssl_reads_them() {
    let bundle = std::fs::read_to_string("/etc/ssl/certs/ca-certificates.crt")
        .expect("the package ca-certificates is needed for this test");
    let roots = CertificateFacts::parse_pem(&bundle).unwrap();
    assert!(roots.len() > 50, "{}", roots.len());
    let folder = tempfile::tempdir().unwrap();
    let mut said_by_us = Vec::new();
    for root in &roots {
        assert!(root.is_self_issued() && root.is_ca() && root.not_before < root.not_after);
        said_by_us.push(root.sha256_fingerprint());
        match root.verify_signature(&root.public_key) {
            Ok(()) | Err(SignatureError::BrokenHash("SHA-1") | SignatureError::Unsupported(_)) => {}
            Err(error) => panic!("{}: {error}", root.subject_line()),
        }
        let repaired = repair(vec![root.clone()], None, Strangers::Refuse, MOST).unwrap();
        assert!(repaired.ends_in_root());
    }
    // One of the roots with a name that is not ASCII, in full.
    let root =
        roots.iter().find(|root| !root.subject_line().is_ascii()).expect("a root with a name outside ASCII");
    write(folder.path(), "root.pem", root.to_pem());
    let subject = judge(
        folder.path(),
        "openssl",
        &[
            "x509",
            "-in",
            "root.pem",
            "-noout",
            "-subject",
            "-nameopt",
            "sep_comma_plus_space,utf8,sname,esc_2253",
        ],
    );
    assert_eq!(subject.trim(), format!("subject={}", root.subject_line()));
    said_by_us.sort();
    said_by_us.dedup();
    assert_eq!(said_by_us.len(), roots.len());
}
