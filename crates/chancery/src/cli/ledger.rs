//! `chancery ledger check`: holds the books against themselves and names what does not fit (operator; C1).

use super::key::plain;
use super::{Place, output};
use crate::wiring::open;
use anyhow::{Result, bail};
use chancery_app::money::check_ledger;
use clap::Subcommand;
use serde_json::{Value, json};

/// What to do with the ledger.
#[derive(Subcommand)]
pub enum Command {
    /// Check that every entry balances and every balance is the sum of its entries; fails when one does not.
    Check {
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
pub async fn run(command: Command) -> Result<()> {
    let Command::Check { place, json } = command;
    let opened = open(&place.read()?).await?;
    let checked = check_ledger(&opened.app).await.map_err(plain)?;
    if json {
        let books: serde_json::Map<String, Value> =
            checked.sums.iter().map(|(book, cents)| (book.code().to_owned(), json!(cents.0))).collect();
        let faults: Vec<Value> = checked
            .faults
            .iter()
            .map(|fault| json!({"account_id": fault.account.to_string(), "fault": fault.words}))
            .collect();
        let total = i64::try_from(checked.total).unwrap_or(i64::MAX);
        output::json(
            &json!({"sound": checked.is_sound(), "books": books, "total_cents": total, "faults": faults}),
        )?;
    } else {
        let rows = checked.sums.iter().map(|(book, cents)| vec![book.code().to_owned(), cents.to_string()]);
        output::table(&["book", "sum"], rows);
        for fault in &checked.faults {
            println!("account {}: {}", fault.account, fault.words);
        }
    }
    if !checked.is_sound() {
        bail!(
            "the ledger is not sound: {} faults, all books sum to {} cents",
            checked.faults.len(),
            checked.total
        );
    }
    Ok(())
}
