//! Authorities made, opened and rotated on a register: what runs twice, at once, or near to the end of a certificate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chancery_app::authority::{self, Founding, Import, OpenAuthority};
use chancery_app::ctx::{Ctx, Entropy};
use chancery_app::failure::Code;
use chancery_app::ports::{KeyPlace, Scope, Store};
use chancery_app::vault::Vault;
use chancery_domain::actor::Actor;
use chancery_domain::hierarchy::{Hierarchy, Stage};
use chancery_domain::ids::RequestId;
use chancery_domain::issuance::Serial;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::policy::Policy;
use chancery_domain::profile::Profiles;
use chancery_domain::time::Timestamp;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::envelope::MasterKey;
use chancery_pki::private_key::PrivateKey;
use std::sync::Arc;
use std::time::Duration;

/// 2026-12-01T00:00:00Z.
const NOW: Timestamp = Timestamp(1_796_083_200);

/// One root, and an issuer of one brand below it.
const HIERARCHY: &str = r#"
[[root]]
id = "root"
key = "P-384"
country = "DE"
organization = "Test"
common_name = "Test Root"

[[issuer]]
brand = "alpha"
key = "P-256"
country = "DE"
organization = "Test"
common_name = "Test Issuing CA"
"#;

fn ctx(now: Timestamp) -> Ctx {
    let entropy = Entropy::new(|buffer| {
        for chunk in buffer.chunks_mut(32) {
            chunk.copy_from_slice(&chancery_pki::chance::bytes::<32>().unwrap()[..chunk.len()]);
        }
    });
    Ctx { actor: Actor::operator(), now, request_id: RequestId("test".into()), entropy }
}

async fn founding(folder: &std::path::Path) -> Founding {
    Founding {
        store: Store::new(chancery_store::open("sqlite:", folder).await.unwrap()),
        vault: Arc::new(Vault::new(MasterKey::generate().unwrap())),
        policy: Arc::new(Policy::compiled_in().unwrap()),
        profiles: Arc::new(Profiles::compiled_in().unwrap()),
        hierarchy: Arc::new(Hierarchy::parse("test", HIERARCHY, &[]).unwrap()),
        module: None,
        urls: Some("http://ca.example.org".into()),
    }
}

fn certificates(authorities: &[OpenAuthority]) -> Vec<(String, Vec<u8>)> {
    authorities.iter().map(|a| (a.id.clone(), a.certificate_der.clone())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_at_once_and_a_second_start_have_the_same_authorities() {
    let folder = tempfile::tempdir().unwrap();
    let founding = founding(folder.path()).await;
    let context = ctx(NOW);
    let (first, second) =
        tokio::join!(authority::establish(&founding, &context), authority::establish(&founding, &context));
    let (first, revision) = first.unwrap();
    assert_eq!(certificates(&first), certificates(&second.unwrap().0));
    assert_eq!(first.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(), ["root", "alpha-ecc"]);
    let (again, same) = authority::establish(&founding, &ctx(NOW.plus_days(1))).await.unwrap();
    assert_eq!((certificates(&again), same), (certificates(&first), revision), "nothing is made twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_serial_of_an_authority_is_known_with_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let founding = founding(folder.path()).await;
    let (made, _) = authority::establish(&founding, &ctx(NOW)).await.unwrap();
    for authority in made {
        let facts = CertificateFacts::parse(&authority.certificate_der).unwrap();
        let serial = Serial::from_bytes(&hex::decode(&facts.serial_hex).unwrap());
        let issuance =
            founding.store.read(move |r| Ok(r.issuance(&serial)?)).await.unwrap().expect("recorded");
        assert_eq!(issuance.issuer, "root");
        assert_eq!(issuance.signed.as_deref(), Some(authority.certificate_der.as_slice()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn must_never_17_an_issuer_near_its_end_gives_way_in_time_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let founding = founding(folder.path()).await;
    let (made, _) = authority::establish(&founding, &ctx(NOW)).await.unwrap();
    assert!(authority::rotate_due(&founding, &ctx(NOW), Duration::ZERO).await.unwrap().is_empty());
    let end = CertificateFacts::parse(&made[1].certificate_der).unwrap().not_after;
    let days = founding.policy.authority.rotate_days_before;
    assert!(days > founding.policy.validity_days_max(end), "the longest certificate still fits");
    let late = end.plus_days(-days);
    assert!(authority::rotate_due(&founding, &ctx(late), Duration::ZERO).await.unwrap().is_empty());
    let fresh = authority::rotate_due(&founding, &ctx(late.plus_seconds(1)), Duration::ZERO).await.unwrap();
    assert_eq!(fresh.iter().map(|record| record.id.as_str()).collect::<Vec<_>>(), ["alpha-ecc-2"]);
    assert!(
        authority::rotate_due(&founding, &ctx(late.plus_seconds(2)), Duration::ZERO)
            .await
            .unwrap()
            .is_empty()
    );
    // Near the end of the root there is nothing to be won by a rotation: it is not tried for ever.
    let root_end = CertificateFacts::parse(&made[0].certificate_der).unwrap().not_after;
    let last = ctx(root_end.plus_days(-days).plus_seconds(1));
    let fresh = authority::rotate_due(&founding, &last, Duration::ZERO).await.unwrap();
    let facts = CertificateFacts::parse(&fresh[0].certificate_der).unwrap();
    assert_eq!(facts.not_after, root_end, "never beyond the root");
    assert!(authority::rotate_due(&founding, &last, Duration::ZERO).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_retires_exactly_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let founding = founding(folder.path()).await;
    authority::establish(&founding, &ctx(NOW)).await.unwrap();
    let later = ctx(NOW.plus_days(1));
    let fresh = authority::rotate(&founding, &later, "alpha-ecc", Duration::ZERO).await.unwrap();
    assert_eq!((fresh.id.as_str(), fresh.line.as_str()), ("alpha-ecc-2", "alpha-ecc"));
    let third = authority::rotate(&founding, &later, "alpha-ecc-2", Duration::ZERO).await.unwrap();
    let (all, _) = authority::open_all(&founding).await.unwrap();
    let stages: Vec<(&str, Stage)> = all.iter().map(|a| (a.id.as_str(), a.stage)).collect();
    let expected = [
        ("root", Stage::Active),
        ("alpha-ecc", Stage::Retired),
        ("alpha-ecc-2", Stage::Retired),
        (third.id.as_str(), Stage::Active),
    ];
    assert_eq!(stages, expected);
    let subjects: std::collections::HashSet<String> =
        all.iter().map(|a| CertificateFacts::parse(&a.certificate_der).unwrap().subject_line()).collect();
    assert_eq!(subjects.len(), 4, "each has a name of its own");
    for (id, word) in [("alpha-ecc", "is retired"), ("root", "root"), ("nobody", "no authority")] {
        let failure = authority::rotate(&founding, &later, id, Duration::ZERO).await.unwrap_err();
        assert_eq!(failure.code, Code::InvalidParameter);
        assert!(failure.public.contains(word), "{}", failure.public);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_sm2_issuer_is_rotated_and_never_cross_signed_by_another_kind() {
    // D1: nothing about authorities takes RSA or ECDSA for granted.
    let folder = tempfile::tempdir().unwrap();
    let sm2 = HIERARCHY
        .replace("\"root\"", "\"root-sm2\"")
        .replace("\"alpha\"", "\"beta\"")
        .replace("\"P-384\"", "\"SM2\"")
        .replace("\"P-256\"", "\"SM2\"")
        .replace("Test Root", "SM2 Root");
    let (roots, issuers) = sm2.split_once("[[issuer]]").unwrap();
    let (root, issuer) = HIERARCHY.split_once("[[issuer]]").unwrap();
    let text = format!("{root}\n{roots}\n[[issuer]]{issuer}\n[[issuer]]{issuers}");
    let founding = Founding {
        hierarchy: Arc::new(Hierarchy::parse("test", &text, &[]).unwrap()),
        ..founding(folder.path()).await
    };
    authority::establish(&founding, &ctx(NOW)).await.unwrap();
    let fresh =
        authority::rotate(&founding, &ctx(NOW.plus_days(1)), "beta-sm2", Duration::ZERO).await.unwrap();
    let (all, _) = authority::open_all(&founding).await.unwrap();
    let facts = |id: &str| {
        CertificateFacts::parse(&all.iter().find(|one| one.id == id).unwrap().certificate_der).unwrap()
    };
    assert!(facts("root-sm2").is_self_signed());
    for id in ["beta-sm2", fresh.id.as_str()] {
        assert!(chancery_pki::chain::is_issued_by(&facts(id), &facts("root-sm2")), "{id}");
        assert_eq!(facts(id).public_key.algorithm(), Some(KeyAlgorithm::Sm2));
    }
    for (id, by) in [(fresh.id.as_str(), "root"), ("alpha-ecc", "root-sm2")] {
        let refused = authority::cross_sign(&founding, &ctx(NOW.plus_days(1)), id, by).await.unwrap_err();
        assert!(refused.public.contains("sm2_hierarchy"), "{}", refused.public);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn must_never_23_a_sealed_key_opens_in_its_own_place_only_and_is_shown_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let founding = founding(folder.path()).await;
    authority::establish(&founding, &ctx(NOW)).await.unwrap();
    let records = founding.store.read(|r| Ok(r.authorities()?)).await.unwrap();
    let mut moved = records[1].clone();
    moved.id = "elsewhere".into();
    moved.brand = "beta".into();
    let KeyPlace::Sealed(sealed) = &moved.key else { panic!("sealed in the register") };
    // Eight octets: two or three stand in some certificate by chance.
    let shown = format!("{:?}", &sealed[..8]);
    assert!(!format!("{records:?}").contains(shown.trim_matches(['[', ']'])));
    founding.store.write(Scope::System, move |r| Ok(r.add_authority(&moved)?)).await.unwrap();
    assert!(authority::open_all(&founding).await.is_err(), "bound to the id it was sealed for");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_refused_unless_certificate_key_and_chain_fit() {
    let folder = tempfile::tempdir().unwrap();
    let founding = founding(folder.path()).await;
    let context = ctx(NOW);
    let (made, _) = authority::establish(&founding, &context).await.unwrap();
    let pem = |der: &[u8]| CertificateFacts::parse(der).unwrap().to_pem();
    let (root, issuer) = (pem(&made[0].certificate_der), pem(&made[1].certificate_der));
    let key = || Some(PrivateKey::generate(KeyAlgorithm::P256).unwrap());
    let wanted = |certificates_pem: String, key| Import {
        id: "taken".into(),
        brand: "alpha".into(),
        certificates_pem,
        key,
        label: String::new(),
    };
    for (pem, code, word) in [
        (String::new(), Code::CertificateUnreadable, ""),
        (issuer.clone(), Code::KeyMismatch, "not that of the certificate"),
        (format!("{issuer}{root}"), Code::KeyMismatch, "not that of the certificate"),
        (format!("{root}{issuer}"), Code::InvalidParameter, "lowest comes first"),
    ] {
        let failure =
            authority::import(&founding, &context, &wanted(pem, key()), Duration::ZERO).await.unwrap_err();
        assert_eq!(failure.code, code, "{failure:?}");
        assert!(failure.public.contains(word), "{failure:?}");
    }
    let expired = ctx(NOW.plus_days(40 * 365));
    let failure = authority::import(&founding, &expired, &wanted(issuer.clone(), key()), Duration::ZERO)
        .await
        .unwrap_err();
    assert!(failure.public.contains("expired"), "{failure:?}");
    let failure =
        authority::import(&founding, &context, &wanted(issuer, None), Duration::ZERO).await.unwrap_err();
    assert!(failure.cause.unwrap_or_default().contains("ca.pkcs11_module"));
    let (after, _) = authority::open_all(&founding).await.unwrap();
    assert_eq!(certificates(&after), certificates(&made), "a refused import changes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn must_never_18_a_fresh_issuer_is_announced_before_it_signs_and_an_interrupted_rotation_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let founding = founding(folder.path()).await;
    authority::establish(&founding, &ctx(NOW)).await.unwrap();
    let context = ctx(NOW);
    // Killed while it is announced: the future is dropped in its pause.
    let pausing = authority::rotate(&founding, &context, "alpha-ecc", Duration::from_secs(3_600));
    let announced = async {
        loop {
            let records = founding.store.read(|r| Ok(r.authorities()?)).await.unwrap();
            if records.iter().any(|record| record.stage == Stage::Announced) {
                return records;
            }
            tokio::task::yield_now().await;
        }
    };
    let records = tokio::select! {
        records = announced => records,
        done = pausing => panic!("it did not pause: {done:?}"),
    };
    let stages: Vec<(&str, Stage)> = records.iter().map(|r| (r.id.as_str(), r.stage)).collect();
    let expected = [("root", Stage::Active), ("alpha-ecc", Stage::Active), ("alpha-ecc-2", Stage::Announced)];
    assert_eq!(stages, expected);
    let fresh = authority::rotate(&founding, &context, "alpha-ecc", Duration::ZERO).await.unwrap();
    assert_eq!(fresh.certificate_der, records[2].certificate_der, "the one that was announced, not a third");
    let stages: Vec<Stage> =
        authority::open_all(&founding).await.unwrap().0.iter().map(|a| a.stage).collect();
    assert_eq!(stages, [Stage::Active, Stage::Retired, Stage::Active]);
}
