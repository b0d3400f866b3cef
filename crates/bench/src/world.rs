//! The use-cases in this process, on a durable register of their own, with the real authority and nobody to ask outside.

use anyhow::{Result, anyhow};
use chancery_app::authority::{Founding, catalogue_brands, establish};
use chancery_app::ctx::{Ctx, Entropy};
use chancery_app::ports::{Prober, Store};
use chancery_app::vault::Vault;
use chancery_app::{App, Settings};
use chancery_connectors::authority::{EmbeddedAuthority, Rules};
use chancery_connectors::transparency::AbsentLogs;
use chancery_domain::actor::Actor;
use chancery_domain::catalogue::Catalogue;
use chancery_domain::hierarchy::Hierarchy;
use chancery_domain::ids::RequestId;
use chancery_domain::name::DnsName;
use chancery_domain::policy::Policy;
use chancery_domain::profile::Profiles;
use chancery_domain::time::Timestamp;
use chancery_domain::validation::{CaaSighting, PerspectiveMode, Proof, Sighting};
use chancery_pki::envelope::MasterKey;
use chancery_pki::key_check::{BlockedKeys, KeyRules};
use futures_util::future::BoxFuture;
use std::path::Path;
use std::sync::Arc;

/// An arbitrary moment.
pub const NOW: Timestamp = Timestamp(1_800_000_000);

/// Sees nothing.
struct NoEyes;

impl Prober for NoEyes {
    fn probe<'a>(&'a self, _: &'a Proof) -> BoxFuture<'a, Sighting> {
        Box::pin(async { Vec::new().into() })
    }

    fn caa<'a>(&'a self, name: &'a DnsName) -> BoxFuture<'a, CaaSighting> {
        Box::pin(async move { CaaSighting::without_records(name, "bench") })
    }
}

/// Chance of the operating system.
pub fn entropy() -> Entropy {
    Entropy::new(|buffer| {
        for chunk in buffer.chunks_mut(32) {
            if let (Ok(bytes), length) = (chancery_pki::chance::bytes::<32>(), chunk.len()) {
                chunk.copy_from_slice(bytes.get(..length).unwrap_or_default());
            }
        }
    })
}

/// Circumstances of one piece of work.
pub fn ctx() -> Ctx {
    Ctx { actor: Actor::system(), now: NOW, request_id: RequestId("bench".into()), entropy: entropy() }
}

/// Opens the service in `data`.
pub async fn open(data: &Path) -> Result<App> {
    let store = Store::new(chancery_store::open("sqlite:", data).await?);
    let (policy, catalogue) = (Arc::new(Policy::compiled_in()?), Catalogue::compiled_in()?);
    let vault = Arc::new(Vault::new(MasterKey::generate()?));
    let profiles = Arc::new(Profiles::compiled_in()?);
    let founding = Founding {
        store: store.clone(),
        vault: vault.clone(),
        policy: policy.clone(),
        profiles: profiles.clone(),
        hierarchy: Arc::new(Hierarchy::compiled_in(&catalogue_brands(&catalogue))?),
        module: None,
        urls: Some("http://ca.chancery-bench.org".to_owned()),
    };
    let (opened, _) = establish(&founding, &ctx()).await.map_err(|failure| anyhow!(failure.to_string()))?;
    let rules = Rules::new(policy.clone(), profiles.clone(), founding.urls)?;
    let authority = EmbeddedAuthority::new(opened, rules)?;
    Ok(App {
        store,
        vault,
        catalogue: Arc::new(catalogue),
        guide: Arc::new(chancery_domain::catalogue::Guide::compiled_in()?),
        key_rules: Arc::new(KeyRules { limits: policy.keys.clone(), blocked: BlockedKeys::shipped()? }),
        policy,
        profiles,
        desk: Arc::new(chancery_app::desk::Desk::compiled_in().map_err(|error| anyhow!(error.to_string()))?),
        trusted_roots: Arc::default(),
        prober: Arc::new(NoEyes),
        authority: Arc::new(authority),
        logs: Arc::new(AbsentLogs),
        upstreams: Arc::new(chancery_connectors::upstream::AbsentUpstreams),
        settings: Arc::new(Settings {
            cname_zone: "dcv.chancery-bench.org".into(),
            public_url: "https://127.0.0.1:8443".into(),
            caa_identities: vec!["chancery.local".into()],
            perspectives: PerspectiveMode::Available,
            require_eab: false,
            terms_of_service: None,
            node: "bench".into(),
        }),
        revocation: Arc::default(),
        tasks_due: Arc::default(),
    })
}
