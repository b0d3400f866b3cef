//! What the ACME resources share: the use-cases, the operator's settings, nonces, and keys seen lately.

use super::directory::{AutoRenewal, Directories};
use super::key_cache::KeyCache;
use super::nonces::{Nonces, RegisterNonces, WindowNonces};
use super::urls::Urls;
use crate::settings::TimeLimits;
use chancery_app::App;
use chancery_app::ctx::Entropy;

/// What the operator decides about the ACME server.
#[derive(Clone, Debug, Default)]
pub struct AcmeSettings {
    /// A page about the service.
    pub website: Option<String>,
    /// Whether several processes serve from one register, so that nonces are marked there.
    pub several_nodes: bool,
    /// How long a body may take to arrive.
    pub times: TimeLimits,
}

/// The ACME server.
pub struct AcmeServer {
    /// The use-cases.
    pub app: App,
    /// The operator's settings.
    pub settings: AcmeSettings,
    /// Chance, for nonces and the use-cases.
    pub entropy: Entropy,
    pub(super) nonces: Nonces,
    pub(super) keys: KeyCache,
    pub(super) urls: Urls,
    pub(super) directories: Directories,
}

impl AcmeServer {
    /// A server before these use-cases.
    pub fn new(app: App, settings: AcmeSettings, entropy: Entropy) -> Self {
        let wire = &app.policy.acme_wire;
        let nonces = if settings.several_nodes {
            Nonces::Register(RegisterNonces::new(&app, wire.nonce_seconds))
        } else {
            Nonces::Window(WindowNonces::new(wire.nonces_max, &entropy))
        };
        let keys = KeyCache::new(wire.account_keys_cached_max);
        let urls = Urls::new(&app.settings.public_url);
        let star = AutoRenewal {
            lifetime_min: app.policy.acme.star_lifetime_seconds_min,
            duration_max: app.policy.acme.star_duration_seconds_max,
            allow_certificate_get: true,
        };
        let directories = Directories::new(&app, star, &settings, &urls);
        AcmeServer { app, settings, entropy, nonces, keys, urls, directories }
    }
}
