//! Submission to real logs over HTTP: the rule on logs and operators, verification, deadlines and faults.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chancery_app::ports::{Logs, LogsError, Submission};
use chancery_connectors::transparency::{LogNetwork, LogSettings, TransparencySettings};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::profile::SctRule;
use chancery_domain::time::Timestamp;
use chancery_pki::authority::{self, AuthorityName, AuthorityTerm};
use chancery_pki::leaf::{IssuerTemplate, LeafProfile, LeafRequest, Pointers, San, serial};
use chancery_pki::private_key::PrivateKey;
use chancery_pki::transparency::{
    LogKey, PrecertificateEntry, bare, finished, poisoned, read_list, timestamps_of,
};
use chancery_testkit::{CtLog, Fault};
use std::net::SocketAddr;
use std::time::Duration;

const NOW: Timestamp = Timestamp(1_795_000_000);

fn ends() -> Timestamp {
    NOW.plus_days(90)
}

fn free_port() -> SocketAddr {
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0)
}

struct World {
    logs: Vec<CtLog>,
    chain: Vec<Vec<u8>>,
    issuer_spki: Vec<u8>,
    tbs: Vec<u8>,
    precertificate: Vec<u8>,
}

impl World {
    async fn new(logs: usize) -> World {
        let mut running = Vec::new();
        for _ in 0..logs {
            running.push(CtLog::start(free_port(), NOW.0.unsigned_abs() * 1_000).await.unwrap());
        }
        let key = PrivateKey::generate(KeyAlgorithm::P384).unwrap().signing_key().unwrap();
        let name = AuthorityName {
            country: "US".into(),
            organization: "Chancery Test Authority".into(),
            common_name: "Chancery Test Root".into(),
        };
        let term = AuthorityTerm {
            serial: serial::from_chance(&[1; 20]),
            not_before: NOW.plus_days(-1),
            not_after: NOW.plus_days(3_650),
        };
        let root = authority::self_signed_root(&key, &name, &term).unwrap();
        let template = IssuerTemplate::new(&root, &key, &Pointers::default()).unwrap();
        let subscriber = PrivateKey::generate(KeyAlgorithm::P256).unwrap();
        let tbs = template
            .tbs(&LeafRequest {
                serial: &serial::from_chance(&[7; 20]),
                not_before: NOW,
                not_after: ends(),
                names: &[San::Dns("shop.example.com".into())],
                common_name: None,
                organization: None,
                spki_der: subscriber.public_key_spki(),
                profile: &LeafProfile::new(false, &["2.23.140.1.2.1"]).unwrap(),
            })
            .unwrap();
        let tbs = poisoned(&tbs).unwrap();
        let precertificate = template.sign(&tbs, &key).unwrap();
        let issuer_spki = template.certificate().public_key.spki().to_vec();
        World { logs: running, chain: vec![root], issuer_spki, tbs, precertificate }
    }

    fn settings(&self) -> TransparencySettings {
        let logs = self.logs.iter().enumerate().map(|(number, log)| LogSettings {
            name: format!("log {number}"),
            url: log.url(),
            public_key_der: log.public_key_der().to_vec(),
            // Two logs for each operator.
            operator: format!("operator {}", number / 2),
            ends_from: None,
            ends_before: None,
        });
        TransparencySettings {
            logs: logs.collect(),
            ca_file: None,
            deadline: Duration::from_secs(20),
            clock_tolerance_seconds: 300,
            answer_bytes_max: 65_536,
        }
    }

    async fn submit(
        &self,
        settings: TransparencySettings,
        logs_min: usize,
        operators_min: usize,
    ) -> Result<Vec<u8>, LogsError> {
        LogNetwork::new(settings)
            .unwrap()
            .submit(Submission {
                precertificate_der: &self.precertificate,
                chain_der: &self.chain,
                now: NOW,
                not_after: ends(),
                rule: SctRule { logs_min, operators_min },
            })
            .await
    }

    /// Every timestamp in the list is good for the certificate; returns how many there are.
    fn judge(&self, list: &[u8]) -> usize {
        let final_tbs = finished(&self.tbs, list).unwrap();
        assert_eq!(timestamps_of(&final_tbs).unwrap().unwrap(), list);
        let entry = PrecertificateEntry::new(&final_tbs, &self.issuer_spki).unwrap();
        let keys: Vec<LogKey> =
            self.logs.iter().map(|log| LogKey::from_spki(log.public_key_der()).unwrap()).collect();
        let timestamps = read_list(list).unwrap();
        for timestamp in &timestamps {
            let key = keys.iter().find(|key| *key.id() == timestamp.log_id).expect("one of our logs");
            key.verify(timestamp, &entry).unwrap();
        }
        timestamps.len()
    }
}

fn reasons(outcome: Result<Vec<u8>, LogsError>) -> String {
    match outcome {
        Err(LogsError::TooFew { reasons, .. }) => reasons,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn timestamps_are_gathered_until_logs_and_operators_are_enough() {
    let world = World::new(4).await;
    for (logs, operators) in [(1, 1), (2, 2), (3, 2), (4, 2)] {
        let list = world.submit(world.settings(), logs, operators).await.unwrap();
        assert!(world.judge(&list) >= logs);
    }
    // However often it is submitted, a log keeps it once.
    assert!(world.logs.iter().all(|log| log.entries() == 1));
    let unmet = world.submit(world.settings(), 4, 3).await.unwrap_err();
    assert!(matches!(unmet, LogsError::TooFew { logs: 4, operators: 2, .. }), "{unmet}");
}

#[tokio::test]
async fn a_log_that_is_down_slow_or_wrong_does_not_stop_the_others() {
    for (fault, reason) in [
        (Fault::Status(503), "it answered 503"),
        (Fault::BadSignature, "the log's signature is wrong"),
        (Fault::OtherEntry, "the log's signature is wrong"),
        (Fault::LongAnswer(100_000), "longer than 65536 octets"),
        (Fault::LongAnswer(10), "its answer is no timestamp"),
        (Fault::Delay(Duration::from_secs(3_600)), ""),
    ] {
        let world = World::new(3).await;
        world.logs[0].behave(fault.clone());
        let list = world.submit(world.settings(), 2, 2).await.unwrap();
        assert_eq!(world.judge(&list), 2, "{fault:?}");
        if !reason.is_empty() {
            // Without the log the rule cannot be met, and the reason is told.
            let why = reasons(world.submit(world.settings(), 3, 2).await);
            assert!(why.contains("log 0") && why.contains(reason), "{fault:?}: {why}");
        }
    }
}

#[tokio::test]
async fn a_log_that_says_nothing_is_waited_for_until_the_deadline_only() {
    let world = World::new(2).await;
    world.logs[0].behave(Fault::Delay(Duration::from_secs(3_600)));
    let settings = TransparencySettings { deadline: Duration::from_millis(300), ..world.settings() };
    let why = reasons(world.submit(settings, 2, 1).await);
    assert_eq!(why, "log 0: no answer within 300ms");
}

#[tokio::test]
async fn a_log_with_another_key_or_a_clock_ahead_is_not_believed() {
    let world = World::new(2).await;
    let mut settings = world.settings();
    settings.logs.truncate(1);
    settings.logs[0].public_key_der = world.logs[1].public_key_der().to_vec();
    let why = reasons(world.submit(settings, 1, 1).await);
    assert!(why.contains("made by another log"), "{why}");

    let ahead = World {
        logs: vec![
            CtLog::start(free_port(), NOW.plus_seconds(3_600).0.unsigned_abs() * 1_000).await.unwrap(),
        ],
        ..world
    };
    let why = reasons(ahead.submit(ahead.settings(), 1, 1).await);
    assert!(why.contains("in the future"), "{why}");
}

#[tokio::test]
async fn logs_of_other_years_are_not_asked() {
    let world = World::new(3).await;
    let mut settings = world.settings();
    settings.logs[0].ends_before = Some(ends());
    settings.logs[1].ends_from = Some(ends().plus_seconds(1));
    settings.logs[2].ends_from = Some(ends());
    settings.logs[2].ends_before = Some(ends().plus_seconds(1));
    let list = world.submit(settings, 1, 1).await.unwrap();
    assert_eq!(world.judge(&list), 1);
    let asked: Vec<usize> = world.logs.iter().map(CtLog::submissions).collect();
    assert_eq!(asked, [0, 0, 1]);
}

#[tokio::test]
async fn a_log_that_does_not_know_the_root_refuses() {
    let world = World::new(1).await;
    world.logs[0].accept_roots(vec![vec![0x30, 0]]);
    let why = reasons(world.submit(world.settings(), 1, 1).await);
    assert!(why.contains("400"), "{why}");
    world.logs[0].accept_roots(vec![world.chain[0].clone()]);
    world.judge(&world.submit(world.settings(), 1, 1).await.unwrap());
}

#[test]
fn must_never_08_final_bytes_come_from_nothing_but_the_precertificate() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::new(0));
    let list = [0, 4, 0, 2, 1, 1];
    let final_tbs = finished(&world.tbs, &list).unwrap();
    // But for poison and timestamps both are the same bytes.
    assert_eq!(bare(&final_tbs).unwrap(), bare(&world.tbs).unwrap());
    // There is no way to finish what is no precertificate, nor to do it twice.
    assert!(finished(&final_tbs, &list).is_err());
    assert!(finished(&bare(&world.tbs).unwrap(), &list).is_err());
    assert!(poisoned(&final_tbs).is_err());
    assert!(poisoned(&world.tbs).is_err());
    for length in 0..world.tbs.len() {
        assert!(finished(&world.tbs[..length], &list).is_err(), "cut at {length}");
    }
}
