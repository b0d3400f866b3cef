//! `chancery ca init`: the key ceremony, before the first start or after the hierarchy file has grown.

use super::{Common, list};
use crate::cli::key::plain;
use crate::wiring::{import_missing, open_founding};
use anyhow::Result;
use chancery_app::authority::establish;
use chancery_domain::actor::Actor;

/// Makes or imports what is missing, then shows everything.
pub async fn run(common: Common) -> Result<()> {
    let config = common.place.read()?;
    let (opened, founding) = open_founding(&config).await?;
    let ctx = opened.ctx(Actor::operator());
    import_missing(&config, &founding, &ctx).await?;
    establish(&founding, &ctx).await.map_err(plain)?;
    list::show(&founding, common.json).await
}
