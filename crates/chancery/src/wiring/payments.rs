//! The gateway through which payment processors report, when a secret is configured for it.

use super::authority::read_secret;
use crate::config::Config;
use anyhow::{Context, Result};
use chancery_app::ports::PaymentGateway;
use chancery_connectors::payment::SignedWebhook;
use chancery_domain::policy::Policy;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The gateway; nothing when no secret is configured.
pub fn gateway(config: &Config, policy: &Policy) -> Result<Option<Arc<dyn PaymentGateway>>> {
    let payments = &config.payments;
    let secret = match (&payments.webhook_secret_file, &payments.webhook_secret_variable) {
        (Some(file), _) => Some(read_secret(file).context("payments.webhook_secret_file")?),
        (None, Some(name)) => {
            let found = std::env::var(name);
            Some(Zeroizing::new(found.with_context(|| format!("payments.webhook_secret_variable: {name}"))?))
        }
        (None, None) => None,
    };
    let Some(secret) = secret else { return Ok(None) };
    let gateway = SignedWebhook::new(&secret, policy.money.webhook_window_seconds)
        .context("payments.webhook_secret_file, payments.webhook_secret_variable")?;
    Ok(Some(Arc::new(gateway)))
}
