//! `chancery key`: makes further API keys.

use super::{Place, output};
use crate::wiring::open;
use anyhow::{Result, anyhow};
use chancery_app::Failure;
use chancery_app::account::{Created, create_key};
use chancery_domain::actor::Actor;
use chancery_domain::ids::AccountId;
use clap::Subcommand;
use serde_json::json;

/// What to do with API keys.
#[derive(Subcommand)]
pub enum Command {
    /// Make another API key; the secret is shown only now.
    Create {
        /// The account's number.
        #[arg(long)]
        account: i64,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
pub async fn run(command: Command) -> Result<()> {
    let Command::Create { account, place, json } = command;
    let opened = open(&place.read()?).await?;
    let ctx = opened.ctx(Actor::operator());
    let created = create_key(&opened.app, &ctx, AccountId(account)).await.map_err(plain)?;
    show(&created, json)
}

/// Shows a new key; this is the only time its secret is shown.
pub fn show(created: &Created, json: bool) -> Result<()> {
    let (account, id) = (created.account.to_string(), created.secret_id.to_string());
    let secret: &str = &created.secret_key;
    if json {
        return output::json(&json!({"account_id": account, "secret_id": id, "secret_key": secret}));
    }
    output::facts(&[("account", account), ("secret id", id), ("secret key", secret.to_owned())]);
    eprintln!("The secret key is not shown again; keep it in a safe place.");
    Ok(())
}

/// A failure in the words that the operator may read, with the cause where it is a fault of ours.
pub fn plain(failure: Failure) -> anyhow::Error {
    match failure.cause {
        Some(cause) => anyhow!("{} ({cause})", failure.public),
        None => anyhow!(failure.public),
    }
}
