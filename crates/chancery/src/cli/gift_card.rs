//! `chancery gift-card`: makes, lists and takes back gift cards (operator; C4).

use super::key::plain;
use super::noted::noted;
use super::{Place, last_day, output};
use crate::wiring::open;
use anyhow::Result;
use chancery_app::money::{gift_cards, issue_gift_card, withdraw_gift_card};
use chancery_domain::actor::Actor;
use chancery_domain::ids::GiftCardId;
use chancery_domain::money::Cents;
use chancery_domain::voucher::{GiftCard, Stage};
use clap::Subcommand;
use serde_json::{Value, json};

/// What to do with gift cards.
#[derive(Subcommand)]
pub enum Command {
    /// Make a gift card; its code is shown only now.
    Issue {
        /// US cents on it.
        #[arg(long, value_name = "CENTS")]
        amount: i64,
        /// The last day (UTC) on which it can be redeemed.
        #[arg(long, value_name = "YYYY-MM-DD")]
        until: Option<String>,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// List gift cards, latest first.
    List {
        /// Cards to skip.
        #[arg(long, default_value_t = 0)]
        offset: u64,
        /// Cards to show.
        #[arg(long)]
        limit: Option<u64>,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Take back a gift card that was not redeemed.
    Withdraw {
        /// Its number.
        number: i64,
        #[command(flatten)]
        place: Place,
    },
}

/// Runs the command.
pub async fn run(command: Command) -> Result<()> {
    match command {
        Command::Issue { amount, until, place, json } => {
            let opened = open(&place.read()?).await?;
            let ends_at = until.as_deref().map(last_day).transpose()?;
            let ctx = opened.ctx(Actor::operator());
            let outcome = issue_gift_card(&opened.app, &ctx, Cents(amount), ends_at).await;
            let issued = noted(&opened, &ctx, None, "gift-card issue", outcome).await?;
            let code: &str = &issued.code;
            if json {
                let mut value = shown(&issued.card);
                if let Some(members) = value.as_object_mut() {
                    members.insert("code".to_owned(), json!(code));
                }
                return output::json(&value);
            }
            output::facts(&[
                ("gift card", issued.card.id.to_string()),
                ("code", code.to_owned()),
                ("ends", issued.card.ends_at.rfc3339()),
            ]);
            eprintln!("The code is not shown again.");
            Ok(())
        }
        Command::List { offset, limit, place, json } => {
            let opened = open(&place.read()?).await?;
            let (total, found) = gift_cards(&opened.app, offset, limit).await.map_err(plain)?;
            if json {
                let items: Vec<Value> = found.iter().map(shown).collect();
                return output::json(&json!({"total": total, "gift_cards": items}));
            }
            let rows = found.iter().map(|card| {
                let (stage, by) = (card.stage.code().to_owned(), redeemed_by(card).unwrap_or_default());
                vec![card.id.to_string(), card.cents.to_string(), card.ends_at.rfc3339(), stage, by]
            });
            output::table(&["gift card", "amount", "ends", "stage", "redeemed by"], rows);
            Ok(())
        }
        Command::Withdraw { number, place } => {
            let opened = open(&place.read()?).await?;
            let ctx = opened.ctx(Actor::operator());
            let outcome = withdraw_gift_card(&opened.app, &ctx, GiftCardId(number)).await;
            noted(&opened, &ctx, None, &format!("gift-card withdraw {number}"), outcome).await?;
            println!("gift card {number} is withdrawn");
            Ok(())
        }
    }
}

fn redeemed_by(card: &GiftCard) -> Option<String> {
    match card.stage {
        Stage::Used { by, .. } => Some(by.to_string()),
        Stage::Open | Stage::Withdrawn { .. } => None,
    }
}

fn shown(card: &GiftCard) -> Value {
    json!({
        "gift_card_id": card.id.0,
        "amount_cents": card.cents.0,
        "ends_at": card.ends_at.rfc3339(),
        "stage": card.stage.code(),
        "redeemed_by": redeemed_by(card),
    })
}
