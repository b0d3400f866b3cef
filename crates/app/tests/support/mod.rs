//! A small service on a real SQLite register, with a store that can be told to fail.
#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

pub mod counting_house;
pub mod desk;
pub mod two_nodes;

use chancery_app::ctx::Entropy;
use chancery_app::ports::{Backend, Prober, Register, Scope, Store, Unit};
use chancery_app::vault::Vault;
use chancery_app::{App, Ctx, Failure, Settings, account, authority, order};
use chancery_connectors::authority::{EmbeddedAuthority, Rules};
use chancery_domain::actor::{Actor, Role};
use chancery_domain::catalogue::{Catalogue, Guide};
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
use chancery_pki::key_check::{BlockedKeys, KeyRules};
use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub const NOW: Timestamp = Timestamp(1_795_000_000);

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
pub struct Seeing;

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

pub struct World {
    pub app: App,
    pub ctx: Ctx,
    pub account: AccountId,
    pub writes_left: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

pub fn entropy() -> Entropy {
    Entropy::new(|buffer| {
        for chunk in buffer.chunks_mut(32) {
            chunk.copy_from_slice(&chancery_pki::chance::bytes::<32>().unwrap()[..chunk.len()]);
        }
    })
}

pub async fn world() -> World {
    world_selling(Catalogue::compiled_in().unwrap()).await
}

/// A service with a catalogue of its own.
pub async fn world_selling(catalogue: Catalogue) -> World {
    let folder = tempfile::tempdir().unwrap();
    let writes_left = Arc::new(AtomicI64::new(-1));
    let inner = chancery_store::open("sqlite:", folder.path()).await.unwrap();
    let store = Store::new(Arc::new(Failing { inner, left: writes_left.clone() }));
    let policy = Arc::new(Policy::compiled_in().unwrap());
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
        guide: Arc::new(Guide::compiled_in().unwrap()),
        key_rules: Arc::new(KeyRules {
            limits: policy.keys.clone(),
            blocked: BlockedKeys::shipped().unwrap(),
        }),
        policy,
        profiles,
        desk: Arc::new(chancery_app::desk::Desk::compiled_in().unwrap()),
        trusted_roots: Arc::default(),
        prober: Arc::new(Seeing),
        authority: Arc::new(EmbeddedAuthority::new(opened, rules).unwrap()),
        logs: Arc::new(chancery_connectors::transparency::AbsentLogs),
        upstreams: Arc::new(chancery_connectors::upstream::AbsentUpstreams),
        settings: Arc::new(Settings {
            cname_zone: "dcv.chancery.local".into(),
            public_url: "https://127.0.0.1:8443".into(),
            caa_identities: vec!["chancery.local".into()],
            perspectives: chancery_domain::validation::PerspectiveMode::Available,
            require_eab: false,
            terms_of_service: None,
            node: "test".into(),
        }),
        revocation: Arc::new(chancery_app::revocation::Board::new(chancery_app::revocation::BoardSettings {
            http_url: "http://ca.example.com".to_owned(),
            delegated: false,
        })),
        tasks_due: Arc::default(),
    };
    let made = account::create(&app, &ctx, "tenant").await.unwrap();
    ctx.actor = Actor { role: Role::Tenant { account: made.account, key: made.secret_id }, source: None };
    World { app, ctx, account: made.account, writes_left, _folder: folder }
}

/// An application for the free product, with a key made by the service.
pub fn application(domain: &str) -> order::Apply {
    order::Apply {
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
        package: None,
    }
}

/// The default policy with one line of it put otherwise.
pub fn policy_with(line: &str, instead: &str) -> Arc<Policy> {
    let text = include_str!("../../../domain/data/policy.toml");
    assert!(text.contains(line), "{line}");
    Arc::new(Policy::parse("changed.toml", &text.replace(line, instead)).unwrap())
}

impl World {
    pub async fn apply(&self, domain: &str) -> CertificateId {
        order::apply_free(&self.app, &self.ctx, application(domain)).await.unwrap()
    }

    pub async fn read<T: Send + 'static>(
        &self,
        look: impl Fn(&mut dyn Register) -> Result<T, Failure> + Send + 'static,
    ) -> T {
        self.app.store.read(look).await.unwrap()
    }

    pub async fn stage(&self, id: &CertificateId) -> Stage {
        let id = id.clone();
        self.read(move |register| Ok(register.certificate(&id)?.unwrap().stage)).await
    }

    pub async fn lines(&self, operation: Operation) -> usize {
        let account = self.account;
        let lines = self.read(move |register| Ok(register.log_lines(account, 0, 1_000)?)).await;
        lines.into_iter().filter(|l| l.entry.operation == operation).count()
    }
}
