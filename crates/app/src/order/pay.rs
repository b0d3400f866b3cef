//! Pays an order that was made to be paid later (C1). Paid twice, it is refused the second time and nothing is taken.

use super::fetch::own;
use super::settle::{Means, settle};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::ids::OrderId;
use chancery_domain::order::Order;

/// Pays the tenant's order and hands over what it is for.
///
/// # Errors
/// [`crate::Code::OrderNotFound`]; [`crate::Code::OrderState`] when it does not wait to be paid or its time is over; what
/// the balances or packages say.
pub async fn pay(app: &App, ctx: &Ctx, id: OrderId, means: Means) -> Result<Order, Failure> {
    let account = ctx.tenant()?;
    let (service, inner) = (app.clone(), ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let order = own(register, account, id)?;
            settle(register, &service, &inner, order, &means)
        })
        .await
}
