//! `chancery balance`: money onto an account, what is on it, and every movement (operator; C4).

use super::key::plain;
use super::noted::noted;
use super::{Place, output};
use crate::wiring::open;
use anyhow::Result;
use chancery_app::money::{Part, TopUp, balance_of, top_up, transactions_of};
use chancery_domain::actor::Actor;
use chancery_domain::ids::AccountId;
use chancery_domain::ledger::{Balances, Book, Entry};
use chancery_domain::money::Cents;
use clap::Subcommand;
use serde_json::{Value, json};

/// What to do with balances.
#[derive(Subcommand)]
pub enum Command {
    /// Add cash or gift balance.
    TopUp {
        /// The account's number.
        #[arg(long)]
        account: i64,
        /// Cash in US cents.
        #[arg(long, value_name = "CENTS", default_value_t = 0)]
        cash: i64,
        /// Gift balance in US cents.
        #[arg(long, value_name = "CENTS", default_value_t = 0)]
        gift: i64,
        /// Makes it happen once: the same reference again adds nothing.
        #[arg(long)]
        reference: Option<String>,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show what is on an account.
    Show {
        /// The account's number.
        #[arg(long)]
        account: i64,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show the movements of an account, latest first.
    History {
        /// The account's number.
        #[arg(long)]
        account: i64,
        /// Movements to skip.
        #[arg(long, default_value_t = 0)]
        offset: u64,
        /// Movements to show.
        #[arg(long)]
        limit: Option<u64>,
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
        Command::TopUp { account, cash, gift, reference, place, json } => {
            let opened = open(&place.read()?).await?;
            let part = Part { cash: Cents(cash), gift: Cents(gift) };
            let wanted = TopUp { account: AccountId(account), part, reference };
            let ctx = opened.ctx(Actor::operator());
            let outcome = top_up(&opened.app, &ctx, wanted).await;
            let what = format!("balance top-up of account {account}");
            let outcome = noted(&opened, &ctx, Some(AccountId(account)), &what, outcome).await?;
            if json {
                let mut shown = balances(account, &outcome.balances);
                if let Some(members) = shown.as_object_mut() {
                    members.insert("reference".to_owned(), json!(outcome.reference));
                    members.insert("already".to_owned(), json!(outcome.already));
                }
                return output::json(&shown);
            }
            if outcome.already {
                eprintln!("Nothing was added: this reference stands in the ledger already.");
            }
            facts(account, &outcome.balances, &[("reference", outcome.reference)]);
            Ok(())
        }
        Command::Show { account, place, json } => {
            let opened = open(&place.read()?).await?;
            let found = balance_of(&opened.app, AccountId(account)).await.map_err(plain)?;
            if json {
                return output::json(&balances(account, &found));
            }
            facts(account, &found, &[]);
            Ok(())
        }
        Command::History { account, offset, limit, place, json } => {
            let opened = open(&place.read()?).await?;
            let page =
                transactions_of(&opened.app, AccountId(account), offset, limit).await.map_err(plain)?;
            if json {
                let items: Vec<Value> = page.items.iter().map(|(id, entry)| movement(id.0, entry)).collect();
                return output::json(&json!({"total": page.total, "transactions": items}));
            }
            let rows = page.items.iter().map(|(id, entry)| {
                let kind = entry.kind.code().to_owned();
                let (cash, gift) = (moved(entry, Book::Cash), moved(entry, Book::Gift));
                let reference = entry.reference.clone();
                vec![id.to_string(), entry.at.rfc3339(), kind, cash.to_string(), gift.to_string(), reference]
            });
            output::table(&["number", "when", "what", "cash", "gift", "reference"], rows);
            Ok(())
        }
    }
}

fn balances(account: i64, balances: &Balances) -> Value {
    json!({
        "account_id": account.to_string(),
        "cash_cents": balances.of(Book::Cash).0,
        "gift_cents": balances.of(Book::Gift).0,
    })
}

fn facts(account: i64, balances: &Balances, more: &[(&str, String)]) {
    let mut rows = vec![
        ("account", account.to_string()),
        ("cash", balances.of(Book::Cash).to_string()),
        ("gift", balances.of(Book::Gift).to_string()),
    ];
    rows.extend(more.iter().cloned());
    output::facts(&rows);
}

fn movement(id: i64, entry: &Entry) -> Value {
    let postings: serde_json::Map<String, Value> =
        entry.postings().iter().map(|p| (p.book.code().to_owned(), json!(p.cents.0))).collect();
    json!({
        "id": id,
        "at": entry.at.rfc3339(),
        "kind": entry.kind.code(),
        "reference": entry.reference,
        "postings": postings,
    })
}

fn moved(entry: &Entry, book: Book) -> Cents {
    entry.postings().iter().find(|posting| posting.book == book).map_or(Cents::ZERO, |posting| posting.cents)
}
