//! The authority's parts from the configuration: hierarchy, hardware module, files to import; and the watch that lets
//! a running service notice what an operator's command has changed.

use super::open::Parts;
use crate::config::Config;
use anyhow::{Context, Result, bail};
use chancery_app::authority::{Founding, Import, catalogue_brands, import, open_all, rotate_due};
use chancery_app::ctx::{Ctx, Entropy};
use chancery_app::ports::{Clock, KeyModule};
use chancery_connectors::authority::{EmbeddedAuthority, Pkcs11Module, Pkcs11Settings};
use chancery_domain::actor::Actor;
use chancery_domain::catalogue::Catalogue;
use chancery_domain::hierarchy::Hierarchy;
use chancery_domain::ids::RequestId;
use chancery_pki::private_key::PrivateKey;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

/// How often a running service looks whether authorities have changed.
const ROUND: Duration = Duration::from_millis(500);

/// How often it looks whether one is near to its end.
const ROTATION_ROUND: Duration = Duration::from_secs(3_600);

/// The hierarchy that the configuration names, or the compiled-in one.
pub fn hierarchy(config: &Config, catalogue: &Catalogue) -> Result<Hierarchy> {
    let brands = catalogue_brands(catalogue);
    match &config.ca.hierarchy {
        None => Ok(Hierarchy::compiled_in(&brands)?),
        Some(path) => Ok(Hierarchy::parse(&path.display().to_string(), &read(path)?, &brands)?),
    }
}

/// What authorities are made and opened with.
pub(super) fn founding(config: &Config, parts: &Parts) -> Result<Founding> {
    Ok(Founding {
        store: parts.store.clone(),
        vault: parts.vault.clone(),
        policy: parts.policy.clone(),
        profiles: parts.profiles.clone(),
        hierarchy: Arc::new(hierarchy(config, &parts.catalogue)?),
        module: module(config)?,
        urls: Some(config.ca.http_url.clone()),
    })
}

/// The hardware module that the configuration names. It is not spoken to yet.
fn module(config: &Config) -> Result<Option<Arc<dyn KeyModule>>> {
    let Some(module) = &config.ca.pkcs11_module else { return Ok(None) };
    let token = config.ca.pkcs11_token.clone().context("ca.pkcs11_token: name the token's label")?;
    let pin = match (&config.ca.pkcs11_pin_file, &config.ca.pkcs11_pin_env) {
        (Some(file), _) => read_secret(file).context("ca.pkcs11_pin_file")?,
        (None, Some(name)) => Zeroizing::new(
            std::env::var(name).with_context(|| format!("ca.pkcs11_pin_env: {name} is not set"))?,
        ),
        (None, None) => bail!("ca.pkcs11_pin_file: name a file with the token's PIN, or ca.pkcs11_pin_env"),
    };
    let settings = Pkcs11Settings {
        module: module.clone(),
        token,
        pin,
        sessions_max: usize::try_from(config.ca.pkcs11_sessions).unwrap_or(1),
    };
    Ok(Some(Arc::new(Pkcs11Module::new(settings))))
}

/// Imports the authorities that the hierarchy wants imported and the register does not have. Relative paths are
/// beside the hierarchy file.
pub async fn import_missing(config: &Config, founding: &Founding, ctx: &Ctx) -> Result<()> {
    let beside = config.ca.hierarchy.as_deref().and_then(Path::parent).unwrap_or(Path::new("."));
    let present = founding.store.read(|register| Ok(register.authorities()?)).await.map_err(plain)?;
    for plan in founding.hierarchy.plans() {
        let Some(files) = plan.import_files() else { continue };
        if present.iter().any(|record| record.id == plan.id()) {
            continue;
        }
        let password =
            files.password_file.as_ref().map(|file| read_secret(&beside.join(file))).transpose()?;
        let key = match &files.private_key {
            Some(file) => Some(read_key(&beside.join(file), password.as_deref().map(String::as_str))?),
            None => None,
        };
        let wanted = Import {
            id: plan.id().to_owned(),
            brand: plan.brand.clone(),
            certificates_pem: read(&beside.join(&files.certificate))?,
            key,
            label: plan.module_label(),
        };
        import(founding, ctx, &wanted, founding.announcement())
            .await
            .map_err(plain)
            .with_context(|| format!("{} could not be imported", plan.id()))?;
    }
    Ok(())
}

/// A private key from a PEM file.
pub fn read_key(file: &Path, password: Option<&str>) -> Result<PrivateKey> {
    let pem = read_secret(file)?;
    PrivateKey::from_pem(&pem, password).with_context(|| format!("{}", file.display()))
}

/// The text of a file, wiped when dropped, without the line's end.
pub fn read_secret(file: &Path) -> Result<Zeroizing<String>> {
    let text = Zeroizing::new(read(file)?);
    Ok(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned()))
}

/// The text of a file.
pub fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("{}: (file): cannot be read", file.display()))
}

fn plain(failure: chancery_app::Failure) -> anyhow::Error {
    match failure.cause {
        Some(cause) => anyhow::anyhow!("{}: {cause}", failure.public),
        None => anyhow::anyhow!("{}", failure.public),
    }
}

/// Notices changes of the authorities in the register and takes them over; rotates those near to their end.
pub struct AuthorityWatch {
    pub(super) founding: Founding,
    pub(super) authority: Arc<EmbeddedAuthority>,
    pub(super) revision: i64,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) entropy: Entropy,
}

impl AuthorityWatch {
    /// Runs until `stop` is cancelled.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut looked = Instant::now();
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(ROUND) => {}
            }
            if looked.elapsed() >= ROTATION_ROUND {
                looked = Instant::now();
                self.rotate_due().await;
            }
            if let Err(error) = self.look().await {
                tracing::warn!(error = %error, "the authorities could not be looked at; those before stay in place");
            }
        }
    }

    async fn look(&mut self) -> Result<()> {
        let revision =
            self.founding.store.read(|register| Ok(register.authorities_revision()?)).await.map_err(plain)?;
        if revision == self.revision {
            return Ok(());
        }
        let (authorities, revision) = open_all(&self.founding).await.map_err(plain)?;
        let signing: Vec<String> = authorities
            .iter()
            .filter(|authority| authority.stage.signs_certificates())
            .map(|authority| authority.id.clone())
            .collect();
        self.authority.replace(authorities)?;
        self.revision = revision;
        tracing::info!(
            revision,
            signing = signing.join(","),
            "the authorities have changed and were taken over"
        );
        Ok(())
    }

    async fn rotate_due(&self) {
        let ctx = Ctx {
            actor: Actor::system(),
            now: self.clock.now(),
            request_id: RequestId::from_chance(self.entropy.bytes()),
            entropy: self.entropy.clone(),
        };
        match rotate_due(&self.founding, &ctx, self.founding.announcement()).await {
            Ok(made) => {
                for record in made {
                    tracing::warn!(authority = %record.id, "an authority near to its end was rotated");
                }
            }
            Err(failure) => {
                tracing::error!(error = %failure, "an authority near to its end could not be rotated")
            }
        }
    }
}
