//! `chancery discount`: sets and lists the discounts of an account (operator; C4).

use super::key::plain;
use super::noted::noted;
use super::{Place, last_day, output};
use crate::wiring::open;
use anyhow::Result;
use chancery_app::money::{DiscountInput, discounts, set_discount};
use chancery_domain::actor::Actor;
use chancery_domain::ids::AccountId;
use chancery_domain::time::Timestamp;
use clap::Subcommand;
use serde_json::{Value, json};

/// What to do with discounts.
#[derive(Subcommand)]
pub enum Command {
    /// Set a discount in place of the one for the same brand; 0 percent takes it away.
    Set {
        /// The account's number.
        #[arg(long)]
        account: i64,
        /// Percent taken off.
        #[arg(long)]
        percent: u8,
        /// The key of the only brand that it is for.
        #[arg(long)]
        brand: Option<String>,
        /// The last day (UTC) on which it counts.
        #[arg(long, value_name = "YYYY-MM-DD")]
        until: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// List the discounts of an account.
    List {
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
    match command {
        Command::Set { account, percent, brand, until, place } => {
            let opened = open(&place.read()?).await?;
            let ends_at = until.as_deref().map(last_day).transpose()?;
            let input = DiscountInput { account: AccountId(account), brand, percent, ends_at };
            let ctx = opened.ctx(Actor::operator());
            let outcome = set_discount(&opened.app, &ctx, input).await;
            let what = format!("discount set for account {account}");
            noted(&opened, &ctx, Some(AccountId(account)), &what, outcome).await?;
            println!("the discount of account {account} is {percent} percent");
            Ok(())
        }
        Command::List { account, place, json } => {
            let opened = open(&place.read()?).await?;
            let found = discounts(&opened.app, AccountId(account)).await.map_err(plain)?;
            if json {
                let items: Vec<Value> = found
                    .iter()
                    .map(|d| json!({"brand": d.brand, "percent": d.percent, "ends_at": d.ends_at.map(Timestamp::rfc3339)}))
                    .collect();
                return output::json(&json!(items));
            }
            let rows = found.into_iter().map(|discount| {
                let brand = discount.brand.unwrap_or_else(|| "any".to_owned());
                let end = discount.ends_at.map_or_else(String::new, Timestamp::rfc3339);
                vec![brand, discount.percent.to_string(), end]
            });
            output::table(&["brand", "percent", "ends"], rows);
            Ok(())
        }
    }
}
