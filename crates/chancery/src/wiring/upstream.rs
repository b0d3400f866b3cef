//! The upstream authorities of the configuration, ready to be asked.

use crate::config::{Config, Upstream};
use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_connectors::upstream::{
    AcmeUpstreams, Challenge, ExternalAccount, UpstreamLimits, UpstreamSettings,
};
use chancery_domain::catalogue::Catalogue;
use chancery_domain::policy::Policy;
use std::time::Duration;
use zeroize::Zeroizing;

/// Prepares the upstreams.
///
/// # Errors
/// Names the upstream and what is wrong with it.
pub fn upstreams(config: &Config, policy: &Policy, catalogue: &Catalogue) -> Result<AcmeUpstreams> {
    let mut settings = Vec::with_capacity(config.upstream.len());
    for upstream in &config.upstream {
        for brand in &upstream.brands {
            if catalogue.brand(brand).is_none() {
                bail!("upstream.{}: brands: the catalogue has no brand {brand:?}", upstream.name);
            }
        }
        settings.push(UpstreamSettings {
            name: upstream.name.clone(),
            brands: upstream.brands.clone(),
            directories: upstream.directories.clone(),
            ca_file: upstream.ca_file.clone(),
            contacts: upstream.contacts.clone(),
            external_account: external_account(upstream)?,
            challenge: match &upstream.dns_hook {
                Some(hook) => Challenge::Dns01 { hook: hook.clone() },
                None => Challenge::Http01,
            },
            profile: upstream.profile.clone(),
        });
    }
    let limits = UpstreamLimits {
        answer: Duration::from_secs(policy.upstream.answer_seconds),
        answer_bytes_max: policy.upstream.answer_bytes_max,
    };
    Ok(AcmeUpstreams::new(settings, limits)?)
}

/// The external account with its key, read from where the configuration says that it stands.
fn external_account(upstream: &Upstream) -> Result<Option<ExternalAccount>> {
    let Some(id) = upstream.eab_kid.clone() else { return Ok(None) };
    let (text, place) = match (&upstream.eab_key_file, &upstream.eab_key_variable) {
        (Some(file), _) => {
            (std::fs::read_to_string(file).map(Zeroizing::new).ok(), file.display().to_string())
        }
        (None, Some(variable)) => (std::env::var(variable).map(Zeroizing::new).ok(), variable.clone()),
        (None, None) => (None, "nowhere".to_owned()),
    };
    let text =
        text.with_context(|| format!("upstream.{}: the EAB key cannot be read from {place}", upstream.name))?;
    let key =
        URL_SAFE_NO_PAD.decode(text.trim().trim_end_matches('=')).map(Zeroizing::new).ok().with_context(
            || format!("upstream.{}: the EAB key in {place} is not base64url", upstream.name),
        )?;
    Ok(Some(ExternalAccount { id, key }))
}
