//! `chancery account`: makes and lists accounts.

use super::{Place, output};
use crate::wiring::open;
use anyhow::Result;
use chancery_app::account::create;
use chancery_domain::actor::Actor;
use clap::Subcommand;
use serde_json::json;

/// What to do with accounts.
#[derive(Subcommand)]
pub enum Command {
    /// Make an account with its first API key; the secret is shown only now.
    Create {
        /// The account's name.
        name: String,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// List accounts.
    List {
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
pub async fn run(command: Command) -> Result<()> {
    match command {
        Command::Create { name, place, json } => {
            let opened = open(&place.read()?).await?;
            let created = create(&opened.app, &opened.ctx(Actor::operator()), &name)
                .await
                .map_err(super::key::plain)?;
            super::key::show(&created, json)
        }
        Command::List { place, json } => {
            let opened = open(&place.read()?).await?;
            let accounts = opened
                .app
                .store
                .read(|register| Ok(register.accounts()?))
                .await
                .map_err(super::key::plain)?;
            if json {
                let list: Vec<_> = accounts
                    .iter()
                    .map(|a| json!({"account_id": a.id.to_string(), "name": a.name, "created_at": a.created_at.rfc3339()}))
                    .collect();
                return output::json(&json!(list));
            }
            let rows = accounts.into_iter().map(|a| vec![a.id.to_string(), a.name, a.created_at.rfc3339()]);
            output::table(&["account", "name", "made"], rows);
            Ok(())
        }
    }
}
