//! Opens the register, the vault and the authority, and makes the use-cases ready.

use super::authority::{AuthorityWatch, founding, import_missing, read};
use super::clock::{SystemClock, entropy};
use super::master_key::master_key;
use super::transparency::logs;
use super::upstream::upstreams;
use crate::config::{Config, Dnssec, OcspResponder};
use anyhow::{Context, Result};
use chancery_app::authority::{Founding, OpenAuthority, establish, open_all, rotate_due};
use chancery_app::ctx::{Ctx, Entropy};
use chancery_app::desk::Desk;
use chancery_app::letter::Fonts;
use chancery_app::ports::{Authority, Clock, Store};
use chancery_app::revocation::{Board, BoardSettings};
use chancery_app::vault::Vault;
use chancery_app::{App, Settings};
use chancery_connectors::authority::{AbsentAuthority, EmbeddedAuthority, Rules};
use chancery_connectors::perspective::{EverywhereProber, RemoteSettings};
use chancery_connectors::validation::{self as probing, NetworkProber, ProbeSettings};
use chancery_domain::actor::Actor;
use chancery_domain::catalogue::{Catalogue, Guide};
use chancery_domain::ids::RequestId;
use chancery_domain::key::KeyFamily;
use chancery_domain::policy::Policy;
use chancery_domain::profile::Profiles;
use chancery_domain::review::{Calendar, LetterWords, ReviewRules};
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::key_check::{BlockedKeys, KeyRules};
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

/// Opens the register and the vault for an operator's command. At first start this makes the data folder, the master
/// key and the register, but no authority.
pub async fn open(config: &Config) -> Result<Opened> {
    Parts::open(config).await?.finish(config, Arc::new(AbsentAuthority), Vec::new())
}

/// Opens the register for a command on the authorities, with what they are made of.
pub async fn open_founding(config: &Config) -> Result<(Opened, Founding)> {
    let parts = Parts::open(config).await?;
    let founding = founding(config, &parts)?;
    Ok((parts.finish(config, Arc::new(AbsentAuthority), Vec::new())?, founding))
}

/// The service with its authority.
pub struct Serving {
    /// The use-cases.
    pub opened: Opened,
    /// The roots in PEM.
    pub root_pem: String,
    /// Notices changes of the authorities.
    pub watch: AuthorityWatch,
}

/// Opens everything that the configuration names, the authority too; at first start that is made as well.
pub async fn open_with_authority(config: &Config) -> Result<Serving> {
    let parts = Parts::open(config).await?;
    let ctx = parts.ctx();
    let founding = founding(config, &parts)?;
    import_missing(config, &founding, &ctx).await?;
    establish(&founding, &ctx).await.context("the embedded authority could not be opened")?;
    rotate_due(&founding, &ctx, founding.announcement())
        .await
        .context("an authority near to its end could not be rotated")?;
    let (authorities, revision) = open_all(&founding).await?;
    let (root_pem, sm2_root_pem) = (roots_pem(&authorities, false)?, roots_pem(&authorities, true)?);
    write_root(&config.data.dir, "root.pem", &root_pem)?;
    if !sm2_root_pem.is_empty() {
        write_root(&config.data.dir, "root-sm2.pem", &sm2_root_pem)?;
    }
    let roots = trusted_roots(&format!("{root_pem}{sm2_root_pem}"))?;
    let rules = Rules::new(parts.policy.clone(), parts.profiles.clone(), Some(config.ca.http_url.clone()))?
        .with_ocsp();
    let authority = Arc::new(EmbeddedAuthority::new(authorities, rules)?);
    let watch = AuthorityWatch {
        founding,
        authority: authority.clone(),
        revision,
        clock: parts.clock.clone(),
        entropy: parts.entropy.clone(),
    };
    Ok(Serving { opened: parts.finish(config, authority, roots)?, root_pem, watch })
}

/// Every root: the embedded ones, and those above imported authorities. SM2 roots stand in a file of their own, since
/// many programs refuse a whole file for one certificate that they cannot read.
fn roots_pem(authorities: &[OpenAuthority], sm2: bool) -> Result<String> {
    let mut text = String::new();
    let wanted = |authority: &&OpenAuthority| {
        authority.parent.is_none() && (authority.family == KeyFamily::Sm2) == sm2
    };
    for authority in authorities.iter().filter(wanted) {
        let der = authority.above.last().unwrap_or(&authority.certificate_der);
        text.push_str(&CertificateFacts::parse(der)?.to_pem());
    }
    Ok(text)
}

/// What every command needs.
pub(super) struct Parts {
    pub(super) policy: Arc<Policy>,
    pub(super) profiles: Arc<Profiles>,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) vault: Arc<Vault>,
    pub(super) store: Store,
    clock: Arc<dyn Clock>,
    entropy: Entropy,
}

impl Parts {
    async fn open(config: &Config) -> Result<Self> {
        let dir = &config.data.dir;
        make_private_folder(dir)?;
        Ok(Parts {
            policy: Arc::new(policy(config)?),
            profiles: Arc::new(profiles(config)?),
            catalogue: Arc::new(catalogue(config)?),
            vault: Arc::new(Vault::new(master_key(dir)?)),
            store: Store::new(chancery_store::open(&config.database.url, dir).await?),
            clock: Arc::new(SystemClock),
            entropy: entropy(),
        })
    }

    fn ctx(&self) -> Ctx {
        Ctx {
            actor: Actor::system(),
            now: self.clock.now(),
            request_id: RequestId::from_chance(self.entropy.bytes()),
            entropy: self.entropy.clone(),
        }
    }

    fn finish(
        self,
        config: &Config,
        authority: Arc<dyn Authority>,
        roots: Vec<CertificateFacts>,
    ) -> Result<Opened> {
        let prober = prober(config, &self.policy)?;
        let upstreams = upstreams(config, &self.policy, &self.catalogue)?;
        let logs = logs(config, &self.policy, &self.profiles)?;
        let app = App {
            store: self.store,
            vault: self.vault,
            catalogue: self.catalogue,
            guide: Arc::new(guide(config)?),
            key_rules: Arc::new(key_rules(config, &self.policy)?),
            trusted_roots: Arc::new(roots),
            prober: Arc::new(prober),
            policy: self.policy,
            profiles: self.profiles,
            desk: Arc::new(desk(config)?),
            authority,
            logs: Arc::new(logs),
            upstreams: Arc::new(upstreams),
            settings: Arc::new(Settings {
                cname_zone: config.validation.cname_zone.clone(),
                public_url: config.server.public_url.clone(),
                caa_identities: config.ca.caa_identities.iter().map(|i| i.to_ascii_lowercase()).collect(),
                perspectives: config.validation.perspectives,
                require_eab: config.acme.require_eab,
                terms_of_service: config.acme.terms_of_service.clone(),
                node: format!("{}-{}", std::process::id(), RequestId::from_chance(self.entropy.bytes())),
            }),
            revocation: Arc::new(Board::new(BoardSettings {
                http_url: config.ca.http_url.clone(),
                delegated: config.ca.ocsp_responder == OcspResponder::Delegated,
            })),
            tasks_due: Arc::new(Notify::new()),
        };
        Ok(Opened { app, clock: self.clock, entropy: self.entropy })
    }
}

/// The policy that the configuration names, or the compiled-in one.
pub fn policy(config: &Config) -> Result<Policy> {
    match &config.policy.file {
        None => Ok(Policy::compiled_in()?),
        Some(path) => Ok(Policy::parse(&path.display().to_string(), &read(path)?)?),
    }
}

/// The limits on keys, and the blocked keys: those compiled in and those of the files that the configuration names.
pub fn key_rules(config: &Config, policy: &Policy) -> Result<KeyRules> {
    let mut blocked = BlockedKeys::shipped()?;
    for path in &config.keys.blocked_lists {
        blocked.add_text(&read(path)?).with_context(|| path.display().to_string())?;
    }
    Ok(KeyRules { limits: policy.keys.clone(), blocked })
}

/// The catalogue that the configuration names, or the compiled-in one.
pub fn catalogue(config: &Config) -> Result<Catalogue> {
    match &config.catalogue.file {
        None => Ok(Catalogue::compiled_in()?),
        Some(path) => Ok(Catalogue::parse(&path.display().to_string(), &read(path)?)?),
    }
}

/// The selection guide that the configuration names, or the compiled-in one (A6, A8).
pub fn guide(config: &Config) -> Result<Guide> {
    match &config.guide.file {
        None => Ok(Guide::compiled_in()?),
        Some(path) => Ok(Guide::parse(&path.display().to_string(), &read(path)?)?),
    }
}

/// The rules, calendar, words and font of reviews that the configuration names, or those compiled in.
pub fn desk(config: &Config) -> Result<Desk> {
    let text = |path: &Path| read(path).map(|text| (path.display().to_string(), text));
    let rules = match &config.reviews.file {
        None => ReviewRules::compiled_in()?,
        Some(path) => text(path).and_then(|(label, text)| Ok(ReviewRules::parse(&label, &text)?))?,
    };
    let calendar = match &config.calendar.file {
        None => Calendar::compiled_in()?,
        Some(path) => text(path).and_then(|(label, text)| Ok(Calendar::parse(&label, &text)?))?,
    };
    let words = match &config.letter.words {
        None => LetterWords::compiled_in()?,
        Some(path) => text(path).and_then(|(label, text)| Ok(LetterWords::parse(&label, &text)?))?,
    };
    let font = match &config.letter.font {
        None => None,
        Some(path) => Some(std::fs::read(path).with_context(|| format!("letter.font: {}", path.display()))?),
    };
    let fonts = Fonts::new(font).context("letter.font")?;
    Ok(Desk { rules, calendar, words, fonts })
}

/// The profiles that the configuration names, or the compiled-in ones.
pub fn profiles(config: &Config) -> Result<Profiles> {
    match &config.profiles.file {
        None => Ok(Profiles::compiled_in()?),
        Some(path) => Ok(Profiles::parse(&path.display().to_string(), &read(path)?)?),
    }
}

fn make_private_folder(dir: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .with_context(|| format!("data folder {}", dir.display()))
}

/// The embedded roots and the roots that Mozilla's programme trusts.
fn trusted_roots(root_pem: &str) -> Result<Vec<CertificateFacts>> {
    let mut roots = CertificateFacts::parse_pem(root_pem)?;
    // A public root that our parser does not read cannot be matched, which only makes a report less friendly.
    roots.extend(
        webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().filter_map(|der| CertificateFacts::parse(der).ok()),
    );
    Ok(roots)
}

/// `ca/root.pem` and `ca/root-sm2.pem` in the data folder, for clients to trust; written anew only when they differ.
fn write_root(dir: &Path, name: &str, pem: &str) -> Result<()> {
    let folder = dir.join("ca");
    let path = folder.join(name);
    if std::fs::read_to_string(&path).is_ok_and(|present| present == pem) {
        return Ok(());
    }
    std::fs::create_dir_all(&folder).with_context(|| format!("folder {}", folder.display()))?;
    let fresh = folder.join(format!("{name}.{}", std::process::id()));
    std::fs::write(&fresh, pem)?;
    std::fs::rename(&fresh, &path).with_context(|| format!("root certificate {}", path.display()))
}

/// This machine's prober with the remote perspectives beside it.
fn prober(config: &Config, policy: &Policy) -> Result<EverywhereProber> {
    let settings = probe_settings(config, policy);
    let timeout = settings.probe_timeout;
    let remotes = config.validation.perspective.iter().map(|perspective| RemoteSettings {
        name: perspective.name.clone(),
        url: perspective.url.clone(),
        region: perspective.region.clone(),
        ca_file: perspective.ca.clone(),
        certificate_file: perspective.certificate.clone(),
        key_file: perspective.key.clone(),
    });
    EverywhereProber::new(NetworkProber::new(settings)?, remotes.collect(), timeout)
        .context("validation.perspective")
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
        http_01_redirects: u8::try_from(policy.http_01.redirects_max).unwrap_or(u8::MAX),
        http_01_redirect_statuses: policy.http_01.redirect_statuses.clone(),
        tls_alpn_port: validation.tls_alpn_port,
    }
}
