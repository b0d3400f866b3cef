//! Opens the register, the vault and the authority, and makes the use-cases ready.

use super::clock::{SystemClock, entropy};
use super::master_key::master_key;
use crate::config::{Config, Dnssec};
use anyhow::{Context, Result};
use chancery_app::authority::establish;
use chancery_app::ctx::{Ctx, Entropy};
use chancery_app::ports::{Clock, Store};
use chancery_app::vault::Vault;
use chancery_app::{App, Settings};
use chancery_connectors::authority::EmbeddedAuthority;
use chancery_connectors::validation::{self as probing, NetworkProber, ProbeSettings};
use chancery_domain::actor::Actor;
use chancery_domain::catalogue::Catalogue;
use chancery_domain::ids::RequestId;
use chancery_domain::policy::Policy;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::key_check::BlockedKeys;
use chancery_pki::leaf::Pointers;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// The use-cases with what drives them.
pub struct Opened {
    /// The use-cases.
    pub app: App,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Entropy,
    /// The embedded authority's root certificate as PEM.
    pub root_pem: String,
}

impl Opened {
    /// The circumstances of something that staff or the service itself begin now.
    pub fn ctx(&self, actor: Actor) -> Ctx {
        Ctx {
            actor,
            now: self.clock.now(),
            request_id: RequestId::from_chance(self.entropy.bytes()),
            entropy: self.entropy.clone(),
        }
    }
}

/// Opens everything that the configuration names. At first start this makes the data folder, the master key, the
/// register and the authority.
pub async fn open(config: &Config) -> Result<Opened> {
    let dir = &config.data.dir;
    make_private_folder(dir)?;
    let policy = Arc::new(policy(config)?);
    let catalogue = Arc::new(catalogue(config)?);
    let vault = Arc::new(Vault::new(master_key(dir)?));
    let store = Store::new(chancery_store::open(&config.database.url, dir).await?);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let entropy = entropy();
    let ctx = Ctx {
        actor: Actor::system(),
        now: clock.now(),
        request_id: RequestId::from_chance(entropy.bytes()),
        entropy: entropy.clone(),
    };
    let authorities = establish(&store, &vault, &catalogue, &policy, &ctx)
        .await
        .context("the embedded authority could not be opened")?;
    let root = authorities.iter().find(|a| a.brand.is_empty()).context("the register has no root certificate")?;
    let root_pem = CertificateFacts::parse(&root.certificate_der)?.to_pem();
    write_root(dir, &root_pem)?;
    let authority = EmbeddedAuthority::new(authorities, |_| Pointers::default())?;
    let app = App {
        store,
        vault,
        catalogue,
        blocked_keys: Arc::new(BlockedKeys::shipped()?),
        trusted_roots: Arc::new(trusted_roots(&root_pem)?),
        prober: Arc::new(NetworkProber::new(probe_settings(config, &policy))?),
        policy,
        authority: Arc::new(authority),
        settings: Arc::new(Settings {
            cname_zone: config.validation.cname_zone.clone(),
            public_url: config.server.public_url.clone(),
            node: format!("{}-{}", std::process::id(), RequestId::from_chance(entropy.bytes())),
        }),
        tasks_due: Arc::new(Notify::new()),
    };
    Ok(Opened { app, clock, entropy, root_pem })
}

/// The policy that the configuration names, or the compiled-in one.
pub fn policy(config: &Config) -> Result<Policy> {
    match &config.policy.file {
        None => Ok(Policy::compiled_in()?),
        Some(path) => Ok(Policy::parse(&path.display().to_string(), &read(path)?)?),
    }
}

/// The catalogue that the configuration names, or the compiled-in one.
pub fn catalogue(config: &Config) -> Result<Catalogue> {
    match &config.catalogue.file {
        None => Ok(Catalogue::compiled_in()?),
        Some(path) => Ok(Catalogue::parse(&path.display().to_string(), &read(path)?)?),
    }
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{}: (file): cannot be read", path.display()))
}

fn make_private_folder(dir: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .with_context(|| format!("data folder {}", dir.display()))
}

/// The embedded root and the roots that Mozilla's programme trusts.
fn trusted_roots(root_pem: &str) -> Result<Vec<CertificateFacts>> {
    let mut roots = CertificateFacts::parse_pem(root_pem)?;
    // A public root that our parser does not read cannot be matched, which only makes a report less friendly.
    roots.extend(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().filter_map(|der| CertificateFacts::parse(der).ok()));
    Ok(roots)
}

/// `ca/root.pem` in the data folder, for clients to trust; written anew only when it differs.
fn write_root(dir: &Path, pem: &str) -> Result<()> {
    let folder = dir.join("ca");
    let path = folder.join("root.pem");
    if std::fs::read_to_string(&path).is_ok_and(|present| present == pem) {
        return Ok(());
    }
    std::fs::create_dir_all(&folder).with_context(|| format!("folder {}", folder.display()))?;
    let fresh = folder.join(format!("root.pem.{}", std::process::id()));
    std::fs::write(&fresh, pem)?;
    std::fs::rename(&fresh, &path).with_context(|| format!("root certificate {}", path.display()))
}

fn probe_settings(config: &Config, policy: &Policy) -> ProbeSettings {
    let validation = &config.validation;
    let seconds = |n: i64| Duration::from_secs(u64::try_from(n).unwrap_or(0));
    ProbeSettings {
        dns_servers: validation.dns_servers.clone(),
        dnssec: match validation.dnssec {
            Dnssec::Validate => {
                probing::Dnssec::Validate { trust_anchor_file: validation.dnssec_trust_anchor.clone() }
            }
            Dnssec::Off => probing::Dnssec::Off,
        },
        http_port: validation.http_port,
        https_port: validation.https_port,
        allow_private_addresses: validation.allow_private_addresses,
        allowed_networks: Vec::new(),
        probe_timeout: seconds(policy.validation.probe_timeout_seconds),
        body_limit_bytes: u64::try_from(policy.validation.body_bytes_max).unwrap_or(u64::MAX),
        user_agent: policy.validation.user_agent.clone(),
        max_redirects: u8::try_from(policy.file_proof.redirects_max).unwrap_or(u8::MAX),
        redirect_statuses: policy.file_proof.redirect_statuses.clone(),
        file_redirect_same_primary: true,
    }
}
