//! What happens when the service is interrupted between two steps, or a step runs twice: on a real SQLite register,
//! with a store that can be told to fail.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chancery_app::ctx::Entropy;
use chancery_app::ports::{Backend, Clock, Prober, Register, Scope, Store, TaskKind, Unit};
use chancery_app::vault::Vault;
use chancery_app::{
    App, Code, Ctx, Failure, Settings, account, authority, engine, issuance, operation_log, order, validation,
};
use chancery_connectors::authority::{EmbeddedAuthority, Rules};
use chancery_domain::actor::{Actor, Role};
use chancery_domain::catalogue::Catalogue;
use chancery_domain::certificate::Stage;
use chancery_domain::hierarchy::Hierarchy;
use chancery_domain::ids::{AccountId, CertificateId, ProjectId, RequestId};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::name::DnsName;
use chancery_domain::operation_log::Operation;
use chancery_domain::order::ProductCode;
use chancery_domain::policy::Policy;
use chancery_domain::profile::Profiles;
use chancery_domain::time::Timestamp;
use chancery_domain::validation::{CaaSighting, Finding, Observation, Proof, Purpose, Sighting};
use chancery_pki::envelope::MasterKey;
use chancery_pki::key_check::BlockedKeys;
use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const NOW: Timestamp = Timestamp(1_795_000_000);

/// Lets so many writes pass and fails the next; negative lets all pass.
struct Failing {
    inner: Arc<dyn Backend>,
    left: Arc<AtomicI64>,
}

impl Backend for Failing {
    fn write(&self, scope: Scope, unit: Unit) -> BoxFuture<'_, Result<(), Failure>> {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 0 {
            return Box::pin(async { Err(Failure::storage("the disk is gone")) });
        }
        self.inner.write(scope, unit)
    }
    fn read(&self, unit: Unit) -> BoxFuture<'_, Result<(), Failure>> {
        self.inner.read(unit)
    }
}

/// Sees every proof.
struct Seeing;

impl Prober for Seeing {
    fn probe<'a>(&'a self, proof: &'a Proof) -> BoxFuture<'a, Sighting> {
        Box::pin(async move {
            vec![Observation {
                viewpoint: "test".into(),
                question: proof.place(),
                purpose: Purpose::Proof,
                finding: Finding::Values { values: vec![proof.expected().to_owned()], ttl_seconds: 60 },
                milliseconds: 1,
            }]
            .into()
        })
    }

    fn caa<'a>(&'a self, name: &'a DnsName) -> BoxFuture<'a, CaaSighting> {
        Box::pin(async move { CaaSighting::without_records(name, "test") })
    }
}

struct World {
    app: App,
    ctx: Ctx,
    account: AccountId,
    writes_left: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

fn entropy() -> Entropy {
    Entropy::new(|buffer| {
        for chunk in buffer.chunks_mut(32) {
            chunk.copy_from_slice(&chancery_pki::chance::bytes::<32>().unwrap()[..chunk.len()]);
        }
    })
}

async fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let writes_left = Arc::new(AtomicI64::new(-1));
    let inner = chancery_store::open("sqlite:", folder.path()).await.unwrap();
    let store = Store::new(Arc::new(Failing { inner, left: writes_left.clone() }));
    let (policy, catalogue) = (Arc::new(Policy::compiled_in().unwrap()), Catalogue::compiled_in().unwrap());
    let profiles = Arc::new(Profiles::compiled_in().unwrap());
    let vault = Arc::new(Vault::new(MasterKey::generate().unwrap()));
    let mut ctx =
        Ctx { actor: Actor::operator(), now: NOW, request_id: RequestId("test".into()), entropy: entropy() };
    let founding = authority::Founding {
        store: store.clone(),
        vault: vault.clone(),
        policy: policy.clone(),
        profiles: profiles.clone(),
        hierarchy: Arc::new(Hierarchy::compiled_in(&authority::catalogue_brands(&catalogue)).unwrap()),
        module: None,
        urls: Some("http://ca.example.com".to_owned()),
    };
    let (opened, _) = authority::establish(&founding, &ctx).await.unwrap();
    let rules = Rules::new(policy.clone(), profiles.clone(), founding.urls).unwrap();
    let app = App {
        store,
        vault,
        catalogue: Arc::new(catalogue),
        policy,
        profiles,
        blocked_keys: Arc::new(BlockedKeys::shipped().unwrap()),
        trusted_roots: Arc::default(),
        prober: Arc::new(Seeing),
        authority: Arc::new(EmbeddedAuthority::new(opened, rules).unwrap()),
        logs: Arc::new(chancery_connectors::transparency::AbsentLogs),
        settings: Arc::new(Settings {
            cname_zone: "dcv.chancery.local".into(),
            public_url: "https://127.0.0.1:8443".into(),
            caa_identities: vec!["chancery.local".into()],
            perspectives: chancery_domain::validation::PerspectiveMode::Available,
            require_eab: false,
            terms_of_service: None,
            node: "test".into(),
        }),
        revocation: Arc::default(),
        tasks_due: Arc::default(),
    };
    let made = account::create(&app, &ctx, "tenant").await.unwrap();
    ctx.actor = Actor { role: Role::Tenant { account: made.account, key: made.secret_id }, source: None };
    World { app, ctx, account: made.account, writes_left, _folder: folder }
}

impl World {
    async fn apply(&self, domain: &str) -> CertificateId {
        let input = order::Apply {
            domain: domain.into(),
            further_names: Vec::new(),
            product: ProductCode(83),
            term_months: None,
            by_file: false,
            csr: order::CsrChoice::Online { algorithm: KeyAlgorithm::P256, password: None },
            alias: String::new(),
            project: ProjectId(0),
            tags: Vec::new(),
            contact_email: String::new(),
            contact_phone: String::new(),
            renews: None,
        };
        order::apply_free(&self.app, &self.ctx, input).await.unwrap()
    }

    async fn read<T: Send + 'static>(
        &self,
        look: impl Fn(&mut dyn Register) -> Result<T, Failure> + Send + 'static,
    ) -> T {
        self.app.store.read(look).await.unwrap()
    }

    async fn stage(&self, id: &CertificateId) -> Stage {
        let id = id.clone();
        self.read(move |register| Ok(register.certificate(&id)?.unwrap().stage)).await
    }

    async fn lines(&self, operation: Operation) -> usize {
        let account = self.account;
        let lines = self.read(move |register| Ok(register.log_lines(account, 0, 1_000)?)).await;
        lines.into_iter().filter(|l| l.entry.operation == operation).count()
    }
}

#[tokio::test]
async fn must_never_21_storage_that_fails_after_signing_leaves_a_known_serial() {
    let world = world().await;
    let id = world.apply("shop.boutique.org").await;
    validation::look(&world.app, &world.ctx, &id).await.unwrap();
    // The serial is recorded, the certificate is signed, and then the register is gone.
    world.writes_left.store(1, Ordering::SeqCst);
    let failure = issuance::sign(&world.app, &world.ctx, &id).await.unwrap_err();
    assert_eq!(failure.code, Code::StorageUnavailable);
    let wanted = id.clone();
    let recorded =
        world.read(move |register| Ok(register.issuance_for(&wanted)?)).await.expect("serial known");
    assert!(matches!(world.stage(&id).await, Stage::Issuing { serial: Some(s), .. } if s == recorded.serial));

    // The stored task goes on with the same serial and the same bytes.
    world.writes_left.store(-1, Ordering::SeqCst);
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
    let Stage::Issued(validity) = world.stage(&id).await else { panic!("not issued") };
    assert_eq!(validity.serial, recorded.serial);
    let serial = recorded.serial.clone();
    let kept = world.read(move |register| Ok(register.issuance(&serial)?)).await.unwrap();
    let signed = kept.signed.expect("kept");
    assert!(signed.windows(recorded.to_be_signed.len()).any(|part| part == recorded.to_be_signed));
}

#[tokio::test]
async fn must_never_21_storage_that_fails_before_the_serial_is_recorded_signs_nothing() {
    let world = world().await;
    let id = world.apply("shop.boutique.org").await;
    validation::look(&world.app, &world.ctx, &id).await.unwrap();
    world.writes_left.store(0, Ordering::SeqCst);
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap_err();
    let wanted = id.clone();
    assert!(world.read(move |register| Ok(register.issuance_for(&wanted)?)).await.is_none());
}

#[tokio::test]
async fn must_never_24_a_task_that_runs_twice_issues_once() {
    let world = world().await;
    let id = world.apply("shop.boutique.org").await;
    for _ in 0..2 {
        validation::poll(&world.app, &world.ctx, &id, 1).await.unwrap();
    }
    for _ in 0..2 {
        issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
    }
    assert!(matches!(world.stage(&id).await, Stage::Issued(_)));
    assert_eq!(world.lines(Operation::DomainValidationPassed).await, 1);
    assert_eq!(world.lines(Operation::Issued).await, 1);
    let account = world.account;
    assert_eq!(world.read(move |register| Ok(register.quota_used_by_account(account, NOW, 20)?)).await, 1);
    let fault = operation_log::verify(&world.app, account).await.unwrap().fault;
    assert_eq!(fault, None);
}

#[tokio::test]
async fn must_never_24_two_runs_at_the_same_time_issue_once() {
    let world = world().await;
    let id = world.apply("shop.boutique.org").await;
    validation::look(&world.app, &world.ctx, &id).await.unwrap();
    let runs = (0..8).map(|_| issuance::sign(&world.app, &world.ctx, &id));
    for outcome in futures_util::future::join_all(runs).await {
        outcome.unwrap();
    }
    assert!(matches!(world.stage(&id).await, Stage::Issued(_)));
    assert_eq!(world.lines(Operation::Issued).await, 1);
}

/// A clock that stands still.
struct Standing(Timestamp);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        self.0
    }
}

#[tokio::test]
async fn each_step_fails_once_and_the_engine_still_issues() {
    let world = world().await;
    let id = world.apply("shop.boutique.org").await;
    // Every single write of the way to the certificate fails once, at another place in each turn.
    for turn in 0..12 {
        let now = NOW.plus_seconds(1_000 * (turn + 1));
        world.writes_left.store(turn % 6, Ordering::SeqCst);
        let _ = engine::run_due(&world.app, &Standing(now), &world.ctx.entropy).await;
        world.writes_left.store(-1, Ordering::SeqCst);
        let _ = engine::run_due(&world.app, &Standing(now.plus_seconds(500)), &world.ctx.entropy).await;
    }
    assert!(matches!(world.stage(&id).await, Stage::Issued(_)));
    assert_eq!(world.lines(Operation::Issued).await, 1);
    let wanted = id.to_string();
    let left = world.read(move |register| Ok(register.task(TaskKind::SignCertificate, &wanted)?)).await;
    assert!(left.is_none(), "the task is done: {left:?}");
}

#[tokio::test]
async fn after_three_days_the_application_is_closed_and_the_quota_returns() {
    let world = world().await;
    let id = world.apply("shop.boutique.org").await;
    let late =
        Ctx { now: NOW.plus_seconds(world.app.policy.validation.deadline_seconds + 1), ..world.ctx.clone() };
    assert_eq!(validation::poll(&world.app, &late, &id, 1).await.unwrap(), None);
    assert!(matches!(world.stage(&id).await, Stage::Failed { .. }));
    let account = world.account;
    assert_eq!(
        world.read(move |register| Ok(register.quota_used_by_account(account, late.now, 20)?)).await,
        0
    );
}
