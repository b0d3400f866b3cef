//! `chancery log`: shows the operation log, and reads its hash chains and names the first line that was tampered with (N2).

use super::key::plain;
use super::{Place, output};
use crate::wiring::{Opened, open};
use anyhow::{Result, bail};
use chancery_app::operation_log::{list_of, verify, verify_all};
use chancery_domain::actor::Actor;
use chancery_domain::ids::AccountId;
use clap::Subcommand;
use serde_json::json;

/// What to do with the operation log.
#[derive(Subcommand)]
pub enum Command {
    /// Show lines, latest first.
    List {
        /// Of this account; the house's own log without it.
        #[arg(long)]
        account: Option<i64>,
        /// Lines to skip.
        #[arg(long, default_value_t = 0)]
        offset: u64,
        /// Lines to show.
        #[arg(long)]
        limit: Option<u64>,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Verify the hash chains; fails when a line was changed, removed or put in.
    Verify {
        /// Only this account.
        #[arg(long)]
        account: Option<i64>,
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
        Command::List { account, offset, limit, place, json } => {
            let opened = open(&place.read()?).await?;
            let account = account.map_or(AccountId::HOUSE, AccountId);
            show(&opened, account, offset, limit, json).await
        }
        Command::Verify { account, place, json } => check(account, &place, json).await,
    }
}

async fn show(
    opened: &Opened,
    account: AccountId,
    offset: u64,
    limit: Option<u64>,
    json: bool,
) -> Result<()> {
    let ctx = opened.ctx(Actor::operator());
    let page = list_of(&opened.app, &ctx, account, offset, limit).await.map_err(plain)?;
    if json {
        let lines: Vec<_> = page
            .items
            .iter()
            .map(|line| {
                json!({
                    "position": line.position, "at": line.entry.at.rfc3339(), "actor": line.entry.actor,
                    "source": line.entry.source, "operation": line.entry.operation.cloud_name(),
                    "certificate_id": line.entry.certificate.as_ref().map(ToString::to_string),
                    "detail": line.entry.detail, "request_id": line.entry.request,
                })
            })
            .collect();
        return output::json(&json!({"total": page.total, "lines": lines}));
    }
    let rows = page.items.iter().map(|line| {
        let entry = &line.entry;
        let certificate = entry.certificate.as_ref().map(ToString::to_string).unwrap_or_default();
        let (when, what) = (entry.at.rfc3339(), entry.operation.cloud_name().to_owned());
        vec![line.position.to_string(), when, entry.actor.clone(), what, certificate, entry.detail.clone()]
    });
    output::table(&["line", "when", "who", "what", "certificate", "particulars"], rows);
    Ok(())
}

async fn check(account: Option<i64>, place: &Place, json: bool) -> Result<()> {
    let opened = open(&place.read()?).await?;
    let results = match account {
        Some(account) => vec![verify(&opened.app, AccountId(account)).await.map_err(plain)?],
        None => verify_all(&opened.app).await.map_err(plain)?,
    };
    let faults = results.iter().filter(|r| r.fault.is_some()).count();
    let words = |r: &chancery_app::operation_log::Verified| {
        r.fault.as_ref().map_or_else(|| "good".to_owned(), ToString::to_string)
    };
    if json {
        let list: Vec<_> = results
            .iter()
            .map(|r| json!({"account_id": r.account.to_string(), "lines": r.lines, "good": r.fault.is_none(), "result": words(r)}))
            .collect();
        output::json(&json!(list))?;
    } else {
        let rows = results.iter().map(|r| vec![r.account.to_string(), r.lines.to_string(), words(r)]);
        output::table(&["account", "lines", "result"], rows);
    }
    if faults > 0 {
        bail!("the operation log was tampered with in {faults} accounts");
    }
    Ok(())
}
