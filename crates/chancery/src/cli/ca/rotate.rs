//! `chancery ca rotate`.

use super::{Common, list};
use crate::cli::key::plain;
use crate::wiring::open_founding;
use anyhow::Result;
use chancery_app::authority::rotate;
use chancery_domain::actor::Actor;
use clap::Args;

/// Rotate an issuing authority.
#[derive(Args)]
pub struct Arguments {
    /// The authority's id, such as chancery-ecc.
    issuer: String,
    #[command(flatten)]
    common: Common,
}

/// Rotates and shows the one that took the place.
pub async fn run(arguments: &Arguments) -> Result<()> {
    let (opened, founding) = open_founding(&arguments.common.place.read()?).await?;
    let ctx = opened.ctx(Actor::operator());
    let fresh = rotate(&founding, &ctx, &arguments.issuer, founding.announcement()).await.map_err(plain)?;
    list::show_one(&founding, &fresh.id, arguments.common.json).await
}
