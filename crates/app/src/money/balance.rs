//! What is on the balances of an account, and every movement that led there (C1, C4).

use super::top_up::must_exist;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::EntryPage;
use crate::service::{App, page_size};
use chancery_domain::ids::AccountId;
use chancery_domain::ledger::Balances;

/// The tenant's own balances.
///
/// # Errors
/// [`crate::Code::Unauthorized`] when the actor is not a tenant.
pub async fn balance(app: &App, ctx: &Ctx) -> Result<Balances, Failure> {
    balance_of(app, ctx.tenant()?).await
}

/// The balances of any account (operator).
///
/// # Errors
/// [`crate::Code::InvalidParameter`] when there is no such account.
pub async fn balance_of(app: &App, account: AccountId) -> Result<Balances, Failure> {
    app.store
        .read(move |register| {
            must_exist(register, account)?;
            Ok(register.balances(account)?)
        })
        .await
}

/// The tenant's own movements of money, latest first.
///
/// # Errors
/// [`crate::Code::Unauthorized`] when the actor is not a tenant.
pub async fn transactions(
    app: &App,
    ctx: &Ctx,
    offset: u64,
    limit: Option<u64>,
) -> Result<EntryPage, Failure> {
    transactions_of(app, ctx.tenant()?, offset, limit).await
}

/// The movements of any account, latest first (operator).
///
/// # Errors
/// [`crate::Code::InvalidParameter`] when there is no such account.
pub async fn transactions_of(
    app: &App,
    account: AccountId,
    offset: u64,
    limit: Option<u64>,
) -> Result<EntryPage, Failure> {
    let limit = page(app, limit);
    app.store
        .read(move |register| {
            must_exist(register, account)?;
            Ok(register.entries(account, offset, limit)?)
        })
        .await
}

/// Rows of a page of this room.
pub(super) fn page(app: &App, limit: Option<u64>) -> u64 {
    let money = &app.policy.money;
    page_size(limit, money.transactions_page_default, money.transactions_page_max)
}
