//! `chancery voucher`: makes, lists and takes back vouchers (operator; C4).

use super::key::plain;
use super::noted::noted;
use super::{Place, last_day, output};
use crate::wiring::open;
use anyhow::{Result, bail};
use chancery_app::money::{VoucherInput, issue_voucher, vouchers, withdraw_voucher};
use chancery_domain::actor::Actor;
use chancery_domain::ids::{AccountId, VoucherId};
use chancery_domain::money::Cents;
use chancery_domain::voucher::{Voucher, Worth};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// What to do with vouchers.
#[derive(Subcommand)]
pub enum Command {
    /// Make a voucher; its code is shown only now.
    Issue(Issue),
    /// List vouchers, latest first.
    List {
        /// Only those of this account.
        #[arg(long)]
        account: Option<i64>,
        /// Vouchers to skip.
        #[arg(long, default_value_t = 0)]
        offset: u64,
        /// Vouchers to show.
        #[arg(long)]
        limit: Option<u64>,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Take back a voucher that was not used.
    Withdraw {
        /// Its number.
        number: i64,
        #[command(flatten)]
        place: Place,
    },
}

/// A voucher to be made.
#[derive(Args)]
pub struct Issue {
    /// Who alone may use it; without it whoever has the code.
    #[arg(long)]
    account: Option<i64>,
    /// US cents that it takes off.
    #[arg(long, value_name = "CENTS", conflicts_with = "percent")]
    amount: Option<i64>,
    /// Percent that it takes off.
    #[arg(long)]
    percent: Option<u8>,
    /// The least amount of an order, in US cents.
    #[arg(long, value_name = "CENTS", default_value_t = 0)]
    minimum: i64,
    /// The key of the only brand that it is for.
    #[arg(long)]
    brand: Option<String>,
    /// The last day (UTC) on which it can be used.
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<String>,
    #[command(flatten)]
    place: Place,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub async fn run(command: Command) -> Result<()> {
    match command {
        Command::Issue(issue) => make(issue).await,
        Command::List { account, offset, limit, place, json } => {
            let opened = open(&place.read()?).await?;
            let (total, found) =
                vouchers(&opened.app, account.map(AccountId), offset, limit).await.map_err(plain)?;
            if json {
                let items: Vec<Value> = found.iter().map(shown).collect();
                return output::json(&json!({"total": total, "vouchers": items}));
            }
            let rows = found.iter().map(|voucher| {
                let owner = voucher.account.map_or_else(|| "any".to_owned(), |id| id.to_string());
                let brand = voucher.brand.clone().unwrap_or_else(|| "any".to_owned());
                let (stage, minimum) = (voucher.stage.code().to_owned(), voucher.minimum.to_string());
                let end = voucher.ends_at.rfc3339();
                vec![voucher.id.to_string(), owner, worth(voucher), minimum, brand, end, stage]
            });
            output::table(&["voucher", "account", "worth", "from", "brand", "ends", "stage"], rows);
            Ok(())
        }
        Command::Withdraw { number, place } => {
            let opened = open(&place.read()?).await?;
            let ctx = opened.ctx(Actor::operator());
            let outcome = withdraw_voucher(&opened.app, &ctx, VoucherId(number)).await;
            noted(&opened, &ctx, None, &format!("voucher withdraw {number}"), outcome).await?;
            println!("voucher {number} is withdrawn");
            Ok(())
        }
    }
}

async fn make(issue: Issue) -> Result<()> {
    let worth = match (issue.amount, issue.percent) {
        (Some(cents), None) => Worth::Amount(Cents(cents)),
        (None, Some(percent)) => Worth::Percent(percent),
        _ => bail!("give --amount CENTS or --percent PERCENT"),
    };
    let opened = open(&issue.place.read()?).await?;
    let input = VoucherInput {
        account: issue.account.map(AccountId),
        worth,
        minimum: Cents(issue.minimum),
        brand: issue.brand,
        ends_at: issue.until.as_deref().map(last_day).transpose()?,
    };
    let ctx = opened.ctx(Actor::operator());
    let account = input.account;
    let outcome = issue_voucher(&opened.app, &ctx, input).await;
    let issued = noted(&opened, &ctx, account, "voucher issue", outcome).await?;
    let code: &str = &issued.code;
    if issue.json {
        let mut value = shown(&issued.voucher);
        if let Some(members) = value.as_object_mut() {
            members.insert("code".to_owned(), json!(code));
        }
        return output::json(&value);
    }
    output::facts(&[
        ("voucher", issued.voucher.id.to_string()),
        ("code", code.to_owned()),
        ("ends", issued.voucher.ends_at.rfc3339()),
    ]);
    eprintln!("The code is not shown again.");
    Ok(())
}

fn worth(voucher: &Voucher) -> String {
    match voucher.worth {
        Worth::Amount(cents) => cents.to_string(),
        Worth::Percent(percent) => format!("{percent} %"),
    }
}

fn shown(voucher: &Voucher) -> Value {
    let (amount, percent) = match voucher.worth {
        Worth::Amount(cents) => (Some(cents.0), None),
        Worth::Percent(percent) => (None, Some(percent)),
    };
    json!({
        "voucher_id": voucher.id.0,
        "account_id": voucher.account.map(|id| id.to_string()),
        "amount_cents": amount,
        "percent": percent,
        "minimum_cents": voucher.minimum.0,
        "brand": voucher.brand,
        "ends_at": voucher.ends_at.rfc3339(),
        "stage": voucher.stage.code(),
    })
}
