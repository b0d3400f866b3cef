//! `chancery order`: orders of an account, their refund and their end, for staff (C1, C2).

use super::noted::noted;
use super::{Place, output};
use crate::wiring::{Opened, open};
use anyhow::{Result, anyhow};
use chancery_app::order::{give_up_of, refund_of};
use chancery_app::ports::OrderFilter;
use chancery_domain::actor::Actor;
use chancery_domain::ids::{AccountId, OrderId};
use chancery_domain::order::{Goods, Order, Settlement, Stage};
use clap::Subcommand;
use serde_json::{Value, json};

/// What to do with orders.
#[derive(Subcommand)]
pub enum Command {
    /// List an account's orders, newest first.
    List {
        /// The account.
        #[arg(long)]
        account: i64,
        /// Only those in this stage: unpaid, paid, refunding, refunded, cancelled, closed.
        #[arg(long)]
        status: Option<String>,
        /// Rows to skip.
        #[arg(long, default_value_t = 0)]
        offset: u64,
        /// Rows to show.
        #[arg(long, default_value_t = 50)]
        limit: u64,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show an order with its price and payment.
    Show {
        /// The order's number.
        order: i64,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Ask for the refund of an order whose application failed or was cancelled; the service carries it out.
    Refund {
        /// The order's number.
        order: i64,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Give up an order that was not paid.
    Cancel {
        /// The order's number.
        order: i64,
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
        Command::List { account, status, offset, limit, place, json } => {
            if let Some(status) = status.as_deref().filter(|status| !Stage::CODES.contains(status)) {
                return Err(anyhow!("--status: {status} is none of {}", Stage::CODES.join(", ")));
            }
            let opened = open(&place.read()?).await?;
            let filter = OrderFilter { stage: status, offset, limit };
            let page = opened
                .app
                .store
                .read(move |register| Ok(register.list_orders(AccountId(account), &filter)?))
                .await
                .map_err(super::key::plain)?;
            if json {
                let list: Vec<Value> = page.items.iter().map(shown).collect();
                return output::json(&json!({"total": page.total, "orders": list}));
            }
            let rows = page.items.iter().map(|order| {
                vec![
                    order.id.to_string(),
                    order.stage.code().to_owned(),
                    goods(order),
                    order.quote.total.to_string(),
                    order.certificate().map(ToString::to_string).unwrap_or_default(),
                    order.created_at.rfc3339(),
                ]
            });
            output::table(&["order", "stage", "goods", "price", "certificate", "made"], rows);
            println!("{} in all", page.total);
            Ok(())
        }
        Command::Show { order, place, json } => {
            let found = find(&open(&place.read()?).await?, order).await?;
            if json {
                return output::json(&shown(&found));
            }
            let lines = found.quote.lines.iter().map(|line| {
                vec![
                    line.text.clone(),
                    line.count.to_string(),
                    line.unit.to_string(),
                    line.amount.to_string(),
                ]
            });
            output::facts(&[
                ("order", found.id.to_string()),
                ("account", found.account.to_string()),
                ("stage", found.stage.code().to_owned()),
                ("goods", goods(&found)),
                ("paid", paid(&found.settlement)),
                ("certificate", found.certificate().map(ToString::to_string).unwrap_or_default()),
                ("made", found.created_at.rfc3339()),
            ]);
            output::table(&["line", "count", "each", "USD"], lines);
            Ok(())
        }
        Command::Refund { order, place, json } => {
            let opened = open(&place.read()?).await?;
            let (ctx, account) = (opened.ctx(Actor::operator()), find(&opened, order).await?.account);
            let outcome = refund_of(&opened.app, &ctx, account, OrderId(order)).await;
            let what = format!("order refund {order}");
            told(&noted(&opened, &ctx, Some(account), &what, outcome).await?, json)
        }
        Command::Cancel { order, place, json } => {
            let opened = open(&place.read()?).await?;
            let (ctx, account) = (opened.ctx(Actor::operator()), find(&opened, order).await?.account);
            let outcome = give_up_of(&opened.app, &ctx, account, OrderId(order)).await;
            let what = format!("order cancel {order}");
            told(&noted(&opened, &ctx, Some(account), &what, outcome).await?, json)
        }
    }
}

async fn find(opened: &Opened, order: i64) -> Result<Order> {
    let read = opened.app.store.read(move |register| Ok(register.order(OrderId(order))?)).await;
    read.map_err(super::key::plain)?.ok_or_else(|| anyhow!("there is no order {order}"))
}

/// What an order has become.
fn told(order: &Order, json: bool) -> Result<()> {
    if json {
        return output::json(&shown(order));
    }
    println!("order {} is {}", order.id, order.stage.code());
    Ok(())
}

fn goods(order: &Order) -> String {
    match &order.goods {
        Goods::Certificate(goods) => {
            format!("product {}, {} names, {} years", goods.product.0, goods.name_count, goods.years)
        }
        Goods::Points(goods) => format!("{} points ({})", goods.points, goods.kind),
    }
}

fn paid(settlement: &Settlement) -> String {
    match settlement {
        Settlement::Free => "free of charge".to_owned(),
        Settlement::Open => "not yet".to_owned(),
        Settlement::Money(payment) => format!(
            "cash {}, gift balance {}, discount {}, voucher {}",
            payment.cash, payment.gift, payment.discount, payment.voucher_cents
        ),
        Settlement::Points(used) => {
            let parts: Vec<String> =
                used.iter().map(|part| format!("{} points of {}", part.points, part.package)).collect();
            parts.join(", ")
        }
    }
}

/// The order as it is kept, with its stage as one word beside it.
fn shown(order: &Order) -> Value {
    json!({
        "order": order.id.0,
        "account": order.account.to_string(),
        "status": order.stage.code(),
        "stage": order.stage,
        "goods": order.goods,
        "quote": order.quote,
        "settlement": order.settlement,
        "certificate_id": order.certificate().map(ToString::to_string),
        "created_at": order.created_at.rfc3339(),
    })
}
