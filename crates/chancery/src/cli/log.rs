//! `chancery log verify`: reads the operation log's hash chains and names the first line that was tampered with.

use super::key::plain;
use super::{Place, output};
use crate::wiring::open;
use anyhow::{Result, bail};
use chancery_app::operation_log::{verify, verify_all};
use chancery_domain::ids::AccountId;
use clap::Subcommand;
use serde_json::json;

/// What to do with the operation log.
#[derive(Subcommand)]
pub enum Command {
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
    let Command::Verify { account, place, json } = command;
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
