//! What is needed to make, open and change authorities.

use crate::ports::{KeyModule, Store};
use crate::vault::Vault;
use chancery_domain::catalogue::{Brand, Catalogue};
use chancery_domain::hierarchy::{CatalogueBrand, Hierarchy};
use chancery_domain::policy::Policy;
use chancery_domain::profile::Profiles;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The register, the keys and the rules by which authorities are made.
#[derive(Clone)]
pub struct Founding {
    /// The register.
    pub store: Store,
    /// Seals keys.
    pub vault: Arc<Vault>,
    /// The dated rules.
    pub policy: Arc<Policy>,
    /// What the authorities' certificates will be for.
    pub profiles: Arc<Profiles>,
    /// What is wanted.
    pub hierarchy: Arc<Hierarchy>,
    /// The hardware module, if there is one.
    pub module: Option<Arc<dyn KeyModule>>,
    /// Scheme, host and port of the addresses that certificates of authorities name; they must answer before the
    /// first certificate is issued (must never happen, number 18). Nothing is named without it.
    pub urls: Option<String>,
}

impl Founding {
    /// How long a fresh authority is announced before it signs.
    pub fn announcement(&self) -> Duration {
        Duration::from_secs(u64::try_from(self.policy.authority.announce_seconds).unwrap_or(0))
    }
}

impl fmt::Debug for Founding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Founding").field("urls", &self.urls).finish_non_exhaustive()
    }
}

/// Every brand of the catalogue that has issuers here, with its title.
pub fn catalogue_brands(catalogue: &Catalogue) -> Vec<CatalogueBrand> {
    let known = |b: &Brand| CatalogueBrand { key: b.key.clone(), title: b.name.clone(), sm2: b.sm2 };
    catalogue.brands().iter().map(known).collect()
}
