//! `chancery ca cross-sign`.

use super::{Common, list};
use crate::cli::key::plain;
use crate::wiring::open_founding;
use anyhow::Result;
use chancery_app::authority::cross_sign;
use chancery_domain::actor::Actor;
use chancery_pki::certificate::CertificateFacts;
use clap::Args;

/// Cross-sign an authority.
#[derive(Args)]
pub struct Arguments {
    /// The authority whose name and key get another certificate.
    issuer: String,
    /// The authority that signs it.
    #[arg(long, value_name = "ROOT")]
    by: String,
    #[command(flatten)]
    common: Common,
}

/// Cross-signs and prints the certificate, or with --json the authority.
pub async fn run(arguments: &Arguments) -> Result<()> {
    let (opened, founding) = open_founding(&arguments.common.place.read()?).await?;
    let ctx = opened.ctx(Actor::operator());
    let cross = cross_sign(&founding, &ctx, &arguments.issuer, &arguments.by).await.map_err(plain)?;
    if arguments.common.json {
        return list::show_one(&founding, &arguments.issuer, true).await;
    }
    print!("{}", CertificateFacts::parse(&cross.certificate_der)?.to_pem());
    Ok(())
}
