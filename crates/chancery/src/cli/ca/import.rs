//! `chancery ca import`.

use super::{Common, list};
use crate::cli::key::plain;
use crate::wiring::{open_founding, read_key, read_secret};
use anyhow::{Context, Result, ensure};
use chancery_app::authority::{Import, import};
use chancery_domain::actor::Actor;
use clap::Args;
use std::path::PathBuf;

/// Import an authority.
#[derive(Args)]
pub struct Arguments {
    /// Its id here: lower-case letters, digits and hyphens.
    id: String,
    /// The brand that it shall sign for; the active authority of that brand with the same kind of key retires.
    #[arg(long, default_value = "")]
    brand: String,
    /// PEM: its certificate first, then those above it.
    #[arg(long, value_name = "FILE")]
    certificate: PathBuf,
    /// PEM: its private key, plain or encrypted.
    #[arg(long, value_name = "FILE", conflicts_with = "label")]
    key: Option<PathBuf>,
    /// A file with the password of an encrypted key.
    #[arg(long, value_name = "FILE", requires = "key")]
    password_file: Option<PathBuf>,
    /// The label of its key in the hardware module.
    #[arg(long)]
    label: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Imports and shows the authority.
pub async fn run(arguments: &Arguments) -> Result<()> {
    let word = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    ensure!(
        !arguments.id.is_empty() && word(&arguments.id),
        "the id is lower-case letters, digits and hyphens"
    );
    ensure!(arguments.key.is_some() || arguments.label.is_some(), "give --key FILE or --label LABEL");
    let (opened, founding) = open_founding(&arguments.common.place.read()?).await?;
    let password = arguments.password_file.as_deref().map(read_secret).transpose()?;
    let key = match &arguments.key {
        Some(file) => Some(read_key(file, password.as_deref().map(String::as_str))?),
        None => None,
    };
    let shown = arguments.certificate.display();
    let wanted = Import {
        id: arguments.id.clone(),
        brand: arguments.brand.clone(),
        certificates_pem: std::fs::read_to_string(&arguments.certificate)
            .with_context(|| format!("{shown} cannot be read"))?,
        key,
        label: arguments.label.clone().unwrap_or_default(),
    };
    let ctx = opened.ctx(Actor::operator());
    import(&founding, &ctx, &wanted, founding.announcement()).await.map_err(plain)?;
    list::show_one(&founding, &arguments.id, arguments.common.json).await
}
