//! Certificates that are logged before they are given out: what stays when logs fail, and where the final bytes come
//! from.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use chancery_app::{Code, issuance, revocation, validation};
use chancery_connectors::transparency::{LogNetwork, LogSettings, TransparencySettings};
use chancery_domain::certificate::Stage;
use chancery_domain::ids::CertificateId;
use chancery_domain::issuance::Issuance;
use chancery_domain::profile::Profiles;
use chancery_domain::revocation::{By, Reason};
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::transparency::{bare, is_poisoned, read_list, signed_part, timestamps_of};
use chancery_testkit::{CtLog, Fault};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use support::*;

/// The compiled-in profiles with a rule on timestamps for the catalogue.
fn profiles(rule: &str) -> Arc<Profiles> {
    let text = include_str!("../../domain/data/profiles.toml");
    let head = "[[profile]]\nname = \"catalogue-ov\"";
    assert!(text.contains(head));
    let rule = format!("[profile.scts]\n{rule}\n\n{head}");
    Arc::new(Profiles::parse("test", &text.replacen(head, &rule, 1)).unwrap())
}

/// A world whose catalogue needs timestamps of two logs of two operators, and its logs.
async fn logged_world() -> (World, Vec<CtLog>) {
    let mut world = world().await;
    let mut logs = Vec::new();
    for _ in 0..3 {
        let address = "127.0.0.1:0".parse().unwrap();
        logs.push(CtLog::start(address, NOW.0.unsigned_abs() * 1_000).await.unwrap());
    }
    let settings = logs.iter().enumerate().map(|(number, log)| LogSettings {
        name: format!("log {number}"),
        url: log.url(),
        public_key_der: log.public_key_der().to_vec(),
        operator: format!("operator {number}"),
        ends_from: None,
        ends_before: None,
    });
    let network = LogNetwork::new(TransparencySettings {
        logs: settings.collect(),
        ca_file: None,
        deadline: Duration::from_secs(20),
        clock_tolerance_seconds: 300,
        answer_bytes_max: 65_536,
    });
    world.app.logs = Arc::new(network.unwrap());
    world.app.profiles = profiles("logs_min = 2\noperators_min = 2");
    (world, logs)
}

async fn proved(world: &World) -> CertificateId {
    let id = world.apply("shop.boutique.org").await;
    validation::look(&world.app, &world.ctx, &id).await.unwrap();
    id
}

async fn record(world: &World, id: &CertificateId) -> Issuance {
    let wanted = id.clone();
    world.read(move |register| Ok(register.issuance_for(&wanted)?)).await.expect("the serial is recorded")
}

#[tokio::test]
async fn a_logged_certificate_carries_timestamps_that_openssl_reads() {
    let (world, logs) = logged_world().await;
    logs[0].behave(Fault::Status(500));
    let id = proved(&world).await;
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
    assert!(matches!(world.stage(&id).await, Stage::Issued(_)));
    let record = record(&world, &id).await;
    let signed = record.signed.unwrap();
    assert_eq!(logs[1].entries() + logs[2].entries(), 2);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("leaf.pem");
    std::fs::write(&file, CertificateFacts::parse(&signed).unwrap().to_pem()).unwrap();
    let said = Command::new("openssl")
        .args(["x509", "-noout", "-text", "-in"])
        .arg(&file)
        .output()
        .expect("openssl is needed for this test");
    let said = String::from_utf8(said.stdout).unwrap();
    assert_eq!(said.matches("Signed Certificate Timestamp:").count(), 2, "{said}");
    assert_eq!(
        said.matches("ecdsa-with-SHA256").count(),
        4,
        "twice the certificate's own, once each: {said}"
    );
    assert!(!said.contains("CT Precertificate Poison"), "{said}");
}

#[tokio::test]
async fn must_never_08_final_bytes_equal_the_precertificates_though_the_profile_changed_in_between() {
    let (mut world, logs) = logged_world().await;
    for log in &logs {
        log.behave(Fault::Status(503));
    }
    let id = proved(&world).await;
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap_err();
    let before = record(&world, &id).await;
    // The operator changes everything about the profile, and the logs come back.
    let text = include_str!("../../domain/data/profiles.toml")
        .replace("policy_oids = [\"2.23.140.1.2.1\"]", "policy_oids = [\"2.23.140.1.2.2\"]")
        .replace("common_name = true", "common_name = false");
    for (changed, timestamps) in [(profiles("logs_min = 3\noperators_min = 3"), 3)] {
        world.app.profiles = changed;
        for log in &logs {
            log.behave(Fault::None);
        }
        issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
        let after = record(&world, &id).await;
        assert_eq!(
            (&after.to_be_signed, &after.precertificate),
            (&before.to_be_signed, &before.precertificate)
        );
        let signed = after.signed.unwrap();
        let final_tbs = signed_part(&signed).unwrap();
        assert_eq!(bare(final_tbs).unwrap(), bare(&before.to_be_signed).unwrap());
        assert!(!is_poisoned(final_tbs).unwrap());
        assert_eq!(read_list(&timestamps_of(final_tbs).unwrap().unwrap()).unwrap().len(), timestamps);
    }
    // Also when the new profile asks for no timestamps at all.
    let (mut world, logs) = logged_world().await;
    for log in &logs {
        log.behave(Fault::Status(503));
    }
    let id = proved(&world).await;
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap_err();
    let before = record(&world, &id).await;
    world.app.profiles = Arc::new(Profiles::parse("test", &text).unwrap());
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
    let signed = record(&world, &id).await.signed.unwrap();
    assert_eq!(signed_part(&signed).unwrap(), bare(&before.to_be_signed).unwrap());
}

#[tokio::test]
async fn must_never_09_logs_that_fail_leave_a_serial_that_is_known_and_can_be_revoked() {
    let (world, logs) = logged_world().await;
    for log in &logs {
        log.behave(Fault::Status(503));
    }
    let id = proved(&world).await;
    let failure = issuance::sign(&world.app, &world.ctx, &id).await.unwrap_err();
    assert_eq!(failure.code, Code::IssuerFailed);
    assert!(failure.cause.unwrap().contains("503"));
    let record = record(&world, &id).await;
    assert!(matches!(world.stage(&id).await, Stage::Issuing { serial: Some(s), .. } if s == record.serial));
    let precertificate = record.precertificate.expect("the precertificate is kept");
    assert_eq!(signed_part(&precertificate).unwrap(), record.to_be_signed);
    assert_eq!((record.timestamps, record.signed), (None, None));
    let reason = Reason::Superseded;
    revocation::revoke(&world.app, &world.ctx, &record.serial, reason, By::Operator).await.unwrap();
    let serial = record.serial;
    let revoked = world.read(move |register| Ok(register.revocation(&serial)?)).await;
    assert_eq!(revoked.map(|r| r.reason), Some(reason));
}

#[tokio::test]
async fn must_never_09_a_crash_at_any_write_after_the_precertificate_ends_in_one_certificate() {
    let (world, logs) = logged_world().await;
    let id = proved(&world).await;
    // The writes of a run: serial, then precertificate, timestamps and certificate where they are not kept yet. Each
    // fails in turn.
    let mut seen: Option<Issuance> = None;
    for writes in [1, 2, 2] {
        world.writes_left.store(writes, Ordering::SeqCst);
        let failure = issuance::sign(&world.app, &world.ctx, &id).await.unwrap_err();
        assert_eq!(failure.code, Code::StorageUnavailable);
        world.writes_left.store(-1, Ordering::SeqCst);
        let now = record(&world, &id).await;
        if let Some(before) = &seen {
            assert_eq!((&now.serial, &now.to_be_signed), (&before.serial, &before.to_be_signed));
            // What was kept once stays.
            assert!(before.precertificate.is_none() || now.precertificate == before.precertificate);
            assert!(before.timestamps.is_none() || now.timestamps == before.timestamps);
        }
        seen = Some(now);
    }
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
    let done = record(&world, &id).await;
    let signed = done.signed.unwrap();
    assert_eq!(timestamps_of(signed_part(&signed).unwrap()).unwrap(), done.timestamps);
    assert!(logs.iter().all(|log| log.entries() <= 2), "at most the two that were ever signed");
}
