//! Certificates of a brand that an upstream authority issues: against Pebble, with its random refusal of nonces.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_app::ports::{Scope, TxtRecord};
use chancery_app::{App, Code, Ctx, issuance, revocation, validation};
use chancery_connectors::upstream::{
    AcmeUpstreams, Challenge, ExternalAccount, UpstreamLimits, UpstreamSettings,
};
use chancery_domain::certificate::Stage;
use chancery_domain::ids::CertificateId;
use chancery_domain::operation_log::Operation;
use chancery_domain::revocation::{By, Reason};
use chancery_domain::upstream::{Stage as Order, UpstreamOrder};
use chancery_pki::certificate::CertificateFacts;
use chancery_testkit::Pebble;
use chancery_testkit::pebble::{Behaviour, EXTERNAL_ACCOUNT_KEY};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use support::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn bind(world: &mut World, settings: UpstreamSettings) {
    let limits = UpstreamLimits { answer: Duration::from_secs(15), answer_bytes_max: 1 << 20 };
    world.app.upstreams = Arc::new(AcmeUpstreams::new(vec![settings], limits).unwrap());
}

fn settings(world: &World, pebble: &Pebble, directories: Vec<String>) -> UpstreamSettings {
    let product = world.app.catalogue.product(83).unwrap();
    UpstreamSettings {
        name: "other".into(),
        brands: vec![product.brand.clone()],
        directories,
        ca_file: Some(pebble.ca_file()),
        contacts: vec!["mailto:operator@boutique.org".into()],
        external_account: None,
        challenge: Challenge::Http01,
        profile: None,
    }
}

/// Answers `/.well-known/acme-challenge/` as the service's HTTP address does.
async fn proofs(listener: TcpListener, app: App) {
    loop {
        let Ok((mut stream, _)) = listener.accept().await else { continue };
        let mut head = vec![0; 4096];
        let length = stream.read(&mut head).await.unwrap_or(0);
        let head = String::from_utf8_lossy(&head[..length]).into_owned();
        let path = head.split(' ').nth(1).unwrap_or_default();
        let token = path.strip_prefix("/.well-known/acme-challenge/").unwrap_or_default();
        let answer = match issuance::upstream_proof(&app, token).await.unwrap() {
            Some(content) => format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{content}", content.len()),
            None => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned(),
        };
        let _ = stream.write_all(answer.as_bytes()).await;
    }
}

/// For what takes several rounds anyway: accounts for everybody, one nonce of five refused.
const MOODY: Behaviour = Behaviour { external_account: false, nonces_refused_percent: 20 };

/// A world whose catalogue's brand is issued by Pebble over http-01.
async fn upstream_world(behaviour: Behaviour) -> (World, Pebble) {
    let mut world = world().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let pebble = Pebble::start(listener.local_addr().unwrap().port(), behaviour).await.unwrap();
    let mut settings = settings(&world, &pebble, vec![pebble.directory()]);
    if behaviour.external_account {
        let key = URL_SAFE_NO_PAD.decode(EXTERNAL_ACCOUNT_KEY).unwrap();
        settings.external_account = Some(ExternalAccount { id: "kid-1".into(), key: key.into() });
    }
    bind(&mut world, settings);
    tokio::spawn(proofs(listener, world.app.clone()));
    (world, pebble)
}

async fn proved(world: &World, name: &str) -> CertificateId {
    let id = world.apply(name).await;
    validation::look(&world.app, &world.ctx, &id).await.unwrap();
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
    id
}

async fn order(world: &World, id: &CertificateId) -> UpstreamOrder {
    let id = id.clone();
    world.read(move |register| Ok(register.upstream_order(&id)?)).await.expect("an upstream order")
}

/// Rounds of the stored task until the certificate is issued.
async fn followed(world: &World, id: &CertificateId) {
    rounds(world, id, |order| matches!(order, Order::Issued { .. })).await;
    assert!(matches!(world.stage(id).await, Stage::Issued(_)));
}

/// Rounds of the stored task until the order has come so far.
async fn rounds(world: &World, id: &CertificateId, reached: impl Fn(&Order) -> bool) {
    for _ in 0..100 {
        issuance::follow_upstream(&world.app, &world.ctx, id).await.unwrap();
        if reached(&order(world, id).await.stage) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not so far: {:?}", order(world, id).await);
}

async fn leaf(world: &World, id: &CertificateId) -> (CertificateFacts, usize) {
    let id = id.clone();
    let files = world.read(move |register| Ok(register.certificate_files(&id)?)).await.unwrap();
    (CertificateFacts::parse(&files.leaf_der.unwrap()).unwrap(), files.chain_der.len())
}

#[tokio::test]
async fn a_brand_of_another_authority_lives_the_same_life() {
    let (world, _pebble) = upstream_world(Behaviour { external_account: true, ..MOODY }).await;
    let id = proved(&world, "shop.boutique.org").await;
    assert!(matches!(world.stage(&id).await, Stage::Issuing { .. }), "not signed here");
    followed(&world, &id).await;
    let (leaf, above) = leaf(&world, &id).await;
    assert!(leaf.names().contains(&"shop.boutique.org".to_owned()));
    assert!(format!("{:?}", leaf.issuer).contains("Pebble"), "{:?}", leaf.issuer);
    assert!(above >= 1, "with those above it");
    let Stage::Issued(validity) = world.stage(&id).await else { panic!() };
    assert_eq!(validity.serial.as_hex(), leaf.serial_hex);
    assert_eq!(world.lines(Operation::Issued).await, 1);
    // Its serial is known and stands for the certificate, as those of our own are.
    let serial = validity.serial.clone();
    let record = world.read(move |register| Ok(register.issuance(&serial)?)).await.unwrap();
    assert_eq!((record.issuer.as_str(), record.signed), ("upstream-other", Some(leaf.der.clone())));

    // Debian's Pebble gives no advice on renewal, so it is not asked again.
    assert_eq!(issuance::follow_upstream(&world.app, &world.ctx, &id).await.unwrap(), None);
    assert_eq!(order(&world, &id).await.stage, Order::Issued { renewal: None, renew_at: None });

    // Revoked here, revoked there; told twice, nothing happens again.
    let by = By::Subscriber(world.account);
    revocation::revoke(&world.app, &world.ctx, &validity.serial, Reason::Superseded, by).await.unwrap();
    rounds(&world, &id, |order| *order == Order::Revoked).await;
    assert_eq!(issuance::follow_upstream(&world.app, &world.ctx, &id).await.unwrap(), None);
    assert_eq!(order(&world, &id).await.stage, Order::Revoked);
}

#[tokio::test]
async fn must_never_24_an_order_upstream_interrupted_at_every_write_ends_in_one_certificate() {
    let (world, pebble) = upstream_world(MOODY).await;
    let id = proved(&world, "shop.boutique.org").await;
    // Every write of the way fails once: account, order, proofs, certificate.
    for writes in [0, 1, 1, 0, 0, 0] {
        world.writes_left.store(writes, Ordering::SeqCst);
        if let Err(failure) = issuance::follow_upstream(&world.app, &world.ctx, &id).await {
            assert_eq!(failure.code, Code::StorageUnavailable);
        }
        world.writes_left.store(-1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    followed(&world, &id).await;
    let url = order(&world, &id).await;
    assert!(matches!(url.stage, Order::Issued { .. }));
    assert_eq!(world.lines(Operation::Issued).await, 1);
    let issued = pebble.log().matches("Issued certificate serial").count();
    assert_eq!(issued, 1, "{}", pebble.log());
}

#[tokio::test]
async fn must_never_24_a_crash_after_the_account_was_made_leads_to_the_same_account() {
    // Each round below is one step exactly, so no nonce is refused.
    let steady = Behaviour { external_account: true, nonces_refused_percent: 0 };
    let (mut world, pebble) = upstream_world(steady).await;
    let id = proved(&world, "shop.boutique.org").await;
    // The account's key is kept; the account is made; the order's address is lost.
    world.writes_left.store(1, Ordering::SeqCst);
    let failure = issuance::follow_upstream(&world.app, &world.ctx, &id).await.unwrap_err();
    assert_eq!(failure.code, Code::StorageUnavailable);
    world.writes_left.store(-1, Ordering::SeqCst);
    assert!(pebble.log().contains("There are now 1 accounts in memory"), "{}", pebble.log());
    // Another process goes on, which remembers nothing. It could not bind a second account: the external account's
    // key is gone.
    let without = settings(&world, &pebble, vec![pebble.directory()]);
    bind(&mut world, without);
    let before = pebble.log().matches("accounts in memory").count();
    issuance::follow_upstream(&world.app, &world.ctx, &id).await.unwrap();
    assert!(matches!(order(&world, &id).await.stage, Order::Ordered { .. }), "the account was found");
    assert_eq!(pebble.log().matches("accounts in memory").count(), before);
}

#[tokio::test]
async fn a_directory_that_is_away_gives_way_to_the_next() {
    let (mut world, pebble) = upstream_world(MOODY).await;
    let (_, mut away) = upstream_world(MOODY).await;
    let directories = vec![away.directory(), pebble.directory()];
    let both = settings(&world, &pebble, directories);
    bind(&mut world, both);
    away.stop().await.unwrap();
    let id = proved(&world, "shop.boutique.org").await;
    let failures = world.app.policy.upstream.failures_max;
    for number in 1..=failures {
        let next = issuance::follow_upstream(&world.app, &world.ctx, &id).await.unwrap();
        let now = order(&world, &id).await;
        assert!(now.last_error.contains("cannot be reached"), "{}", now.last_error);
        // The last failure leads to the other directory at once; before that it waits.
        assert_eq!(now.directory, usize::from(number == failures));
        assert_eq!(next == Some(world.ctx.now), number == failures);
    }
    followed(&world, &id).await;
}

/// An operator's program that publishes at Pebble's name server and writes down what it did. It fails at the first
/// record that it is to take back.
struct Hook(tempfile::TempDir);

impl Hook {
    fn new(pebble: &Pebble) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let text = format!(
            "#!/bin/sh\nset -eu\nif [ $1 = add ]; then\n\
             curl -sf {names}/set-txt -d \"{{\\\"host\\\":\\\"$2.\\\",\\\"value\\\":\\\"$3\\\"}}\"\nelse\n\
             [ -e {folder}/failed ] || {{ touch {folder}/failed; exit 1; }}\n\
             curl -sf {names}/clear-txt -d \"{{\\\"host\\\":\\\"$2.\\\"}}\"\nfi\necho \"$1 $2 $3\" >>{folder}/log\n",
            folder = folder.path().display(),
            names = pebble.names_management()
        );
        let hook = Self(folder);
        std::fs::write(hook.program(), text).unwrap();
        std::fs::set_permissions(hook.program(), std::os::unix::fs::PermissionsExt::from_mode(0o700))
            .unwrap();
        hook
    }

    fn program(&self) -> std::path::PathBuf {
        self.0.path().join("hook")
    }

    fn failed(&self) -> bool {
        self.0.path().join("failed").exists()
    }

    /// Names and values that it published, or took back.
    fn did(&self, verb: &str) -> BTreeSet<String> {
        let log = std::fs::read_to_string(self.0.path().join("log")).unwrap_or_default();
        log.lines().filter_map(|line| line.strip_prefix(verb)).map(|rest| rest.trim().to_owned()).collect()
    }
}

async fn dns_world() -> (World, Pebble, Hook) {
    let mut world = world().await;
    let pebble = Pebble::start(1, MOODY).await.unwrap();
    let hook = Hook::new(&pebble);
    let settings = UpstreamSettings {
        challenge: Challenge::Dns01 { hook: hook.program() },
        ..settings(&world, &pebble, vec![pebble.directory()])
    };
    bind(&mut world, settings);
    (world, pebble, hook)
}

/// Rounds of the stored task until it wants no more.
async fn to_the_end(world: &World, ctx: &Ctx, id: &CertificateId) {
    for _ in 0..100 {
        if issuance::follow_upstream(&world.app, ctx, id).await.unwrap().is_none() {
            return;
        }
    }
    panic!("it never ends: {:?}", order(world, id).await);
}

#[tokio::test]
async fn names_are_proved_in_the_dns_by_the_operators_program() {
    let (world, _pebble, hook) = dns_world().await;
    let id = proved(&world, "shop.boutique.org").await;
    followed(&world, &id).await;
    let added = hook.did("add");
    assert!(added.iter().any(|record| record.starts_with("_acme-challenge.shop.boutique.org ")), "{added:?}");
    to_the_end(&world, &world.ctx, &id).await;
    assert!(hook.failed(), "it was told to take something back before it could");
    assert_eq!(hook.did("remove"), added, "all is taken back");
}

#[tokio::test]
async fn what_stands_in_the_dns_for_an_order_that_is_given_up_is_taken_back() {
    let (mut world, pebble, hook) = dns_world().await;
    let id = proved(&world, "shop.boutique.org").await;
    // A run was killed after it had published; then the directory went away.
    let record = TxtRecord { name: "_acme-challenge.shop.boutique.org".into(), value: "text".into() };
    let (noted, wanted) = (id.clone(), record.clone());
    world
        .app
        .store
        .write(Scope::Unguarded, move |r| Ok(r.note_upstream_record(&noted, &wanted)?))
        .await
        .unwrap();
    let settings = UpstreamSettings {
        challenge: Challenge::Dns01 { hook: hook.program() },
        ..settings(&world, &pebble, vec!["https://localhost:1/dir".into()])
    };
    bind(&mut world, settings);
    let late = world.ctx.now.plus_seconds(world.app.policy.upstream.give_up_seconds + 1);
    to_the_end(&world, &Ctx { now: late, ..world.ctx.clone() }, &id).await;
    assert!(matches!(world.stage(&id).await, Stage::Failed { .. }));
    assert_eq!(hook.did("remove"), BTreeSet::from([format!("{} {}", record.name, record.value)]));
}

#[tokio::test]
async fn an_order_that_comes_to_nothing_is_given_up_after_the_policys_time() {
    let (mut world, pebble) = upstream_world(MOODY).await;
    let nowhere = settings(&world, &pebble, vec!["https://localhost:1/dir".into()]);
    bind(&mut world, nowhere);
    let id = proved(&world, "shop.boutique.org").await;
    assert!(issuance::follow_upstream(&world.app, &world.ctx, &id).await.unwrap().is_some());
    let late = world.ctx.now.plus_seconds(world.app.policy.upstream.give_up_seconds + 1);
    to_the_end(&world, &Ctx { now: late, ..world.ctx.clone() }, &id).await;
    assert!(matches!(world.stage(&id).await, Stage::Failed { .. }));
    let account = world.account;
    let used = world.read(move |register| Ok(register.quota_used_by_account(account, late, 20)?)).await;
    assert_eq!(used, 0, "the place in the quota is given back");
}
