//! `chancery eab`: external account bindings that tie ACME accounts to tenants.

use super::key::plain;
use super::{Place, output};
use crate::wiring::open;
use anyhow::Result;
use chancery_app::acme::{create_binding, disable_binding, list_bindings};
use chancery_domain::actor::Actor;
use chancery_domain::ids::AccountId;
use clap::Subcommand;
use serde_json::json;

/// What to do with external account bindings.
#[derive(Subcommand)]
pub enum Command {
    /// Make a binding for a tenant; its key is shown only now, and it makes one ACME account.
    Create {
        /// The tenant's account number.
        #[arg(long)]
        account: i64,
        #[command(flatten)]
        place: Place,
        /// Print JSON: {"kid", "hmac_key"}.
        #[arg(long)]
        json: bool,
    },
    /// List a tenant's bindings.
    List {
        /// The tenant's account number.
        #[arg(long)]
        account: i64,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Switch a binding off; accounts made with it stay.
    Disable {
        /// The key identifier.
        kid: String,
        #[command(flatten)]
        place: Place,
    },
}

/// Runs the command.
pub async fn run(command: Command) -> Result<()> {
    match command {
        Command::Create { account, place, json } => create(AccountId(account), &place, json).await,
        Command::List { account, place, json } => list(AccountId(account), &place, json).await,
        Command::Disable { kid, place } => {
            let opened = open(&place.read()?).await?;
            let ctx = opened.ctx(Actor::operator());
            disable_binding(&opened.app, &ctx, &kid).await.map_err(plain)
        }
    }
}

async fn create(account: AccountId, place: &Place, json: bool) -> Result<()> {
    let opened = open(&place.read()?).await?;
    let made = create_binding(&opened.app, &opened.ctx(Actor::operator()), account).await.map_err(plain)?;
    let key: &str = &made.hmac_key;
    if json {
        return output::json(&json!({"kid": made.kid, "hmac_key": key}));
    }
    output::facts(&[("key identifier", made.kid), ("HMAC key", key.to_owned())]);
    eprintln!("The key is not shown again; give both to the ACME client. They make one account.");
    Ok(())
}

async fn list(account: AccountId, place: &Place, json: bool) -> Result<()> {
    let opened = open(&place.read()?).await?;
    let bindings = list_bindings(&opened.app, account).await.map_err(plain)?;
    let state = |binding: &chancery_app::ports::Binding| match (&binding.disabled_at, &binding.used_by) {
        (Some(_), _) => "switched off".to_owned(),
        (None, Some(used_by)) => format!("used by {used_by}"),
        (None, None) => "unused".to_owned(),
    };
    if json {
        let rows: Vec<_> = bindings
            .iter()
            .map(|b| {
                json!({
                    "kid": b.kid,
                    "created_at": b.created_at.rfc3339(),
                    "disabled_at": b.disabled_at.map(|at| at.rfc3339()),
                    "used_by": b.used_by.as_ref().map(ToString::to_string),
                })
            })
            .collect();
        return output::json(&json!(rows));
    }
    for binding in &bindings {
        println!("{}  {}  {}", binding.kid, binding.created_at.rfc3339(), state(binding));
    }
    Ok(())
}
