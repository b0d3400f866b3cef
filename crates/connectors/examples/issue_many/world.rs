//! The compiled-in hierarchy, profiles and policy on a fresh register, with an authority whose pointers name a public
//! host, as an operator would set it.

use chancery_app::authority::{Founding, catalogue_brands, establish};
use chancery_app::ctx::{Ctx, Entropy};
use chancery_app::ports::Store;
use chancery_app::vault::Vault;
use chancery_connectors::authority::{EmbeddedAuthority, Rules};
use chancery_domain::actor::Actor;
use chancery_domain::catalogue::Catalogue;
use chancery_domain::hierarchy::Hierarchy;
use chancery_domain::ids::RequestId;
use chancery_domain::policy::Policy;
use chancery_domain::profile::Profiles;
use chancery_domain::time::Timestamp;
use chancery_pki::envelope::MasterKey;
use std::path::Path;
use std::sync::Arc;

/// Below this the certificates find lists, OCSP answers and issuers.
pub const HTTP_URL: &str = "http://ca.widget-works.org";

/// What issues.
pub struct World {
    pub policy: Arc<Policy>,
    pub profiles: Arc<Profiles>,
    /// Brands of the catalogue.
    pub brands: Vec<String>,
    pub authority: EmbeddedAuthority,
}

/// Makes the authorities; the register in `data` may be thrown away afterwards.
pub async fn open(data: &Path) -> World {
    let store = Store::new(chancery_store::open("sqlite:", data).await.unwrap());
    let policy = Arc::new(Policy::compiled_in().unwrap());
    let profiles = Arc::new(Profiles::compiled_in().unwrap());
    let brands = catalogue_brands(&Catalogue::compiled_in().unwrap());
    let founding = Founding {
        store,
        vault: Arc::new(Vault::new(MasterKey::generate().unwrap())),
        policy: policy.clone(),
        profiles: profiles.clone(),
        hierarchy: Arc::new(Hierarchy::compiled_in(&brands).unwrap()),
        module: None,
        urls: Some(HTTP_URL.to_owned()),
    };
    let ctx = Ctx {
        actor: Actor::system(),
        now: Timestamp::from_utc_date("2026-11-20").unwrap(),
        request_id: RequestId("issue-many".to_owned()),
        entropy: Entropy::new(|buffer| {
            for chunk in buffer.chunks_mut(32) {
                let bytes = chancery_pki::chance::bytes::<32>().unwrap();
                chunk.copy_from_slice(&bytes[..chunk.len()]);
            }
        }),
    };
    let (opened, _) = establish(&founding, &ctx).await.unwrap();
    let rules = Rules::new(policy.clone(), profiles.clone(), founding.urls).unwrap().with_ocsp();
    let authority = EmbeddedAuthority::new(opened, rules).unwrap();
    World {
        policy,
        profiles,
        brands: brands.into_iter().filter(|b| !b.sm2).map(|b| b.key).collect(),
        authority,
    }
}
