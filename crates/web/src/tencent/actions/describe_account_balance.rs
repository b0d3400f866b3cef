//! `DescribeAccountBalance`, an action of ours: what is on the account's balances (C1).

use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, money};
use chancery_domain::ledger::Book;

parameters! {
    /// Input of `DescribeAccountBalance`.
    pub struct Input {}
}

answer! {
    /// Answer of `DescribeAccountBalance`; amounts are US cents.
    pub struct Output {
        cash_cents: i64 = "CashCents",
        currency: String = "Currency",
        gift_cents: i64 = "GiftCents",
    }
}

/// Reads the balances.
///
/// # Errors
/// See [`money::balance`].
pub async fn run(app: &App, ctx: &Ctx, _: Input) -> Result<Output, Failure> {
    let balances = money::balance(app, ctx).await?;
    Ok(Output {
        cash_cents: balances.of(Book::Cash).0,
        currency: "USD".to_owned(),
        gift_cents: balances.of(Book::Gift).0,
    })
}
