//! A page of the tenant's orders, and one of them.

use super::fetch::own;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::{OrderFilter, OrderPage};
use crate::service::{App, page_size};
use chancery_domain::ids::OrderId;
use chancery_domain::order::{Order, Stage};

/// Which orders.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ListInput {
    /// Only those in this stage, by its word.
    pub stage: Option<String>,
    /// Orders to skip.
    pub offset: u64,
    /// Orders to return; the policy has a default and a maximum.
    pub limit: Option<u64>,
}

/// Lists the tenant's orders, newest first.
///
/// # Errors
/// [`Code::InvalidParameter`] for a stage that there is not.
pub async fn list(app: &App, ctx: &Ctx, input: ListInput) -> Result<OrderPage, Failure> {
    let account = ctx.tenant()?;
    if let Some(stage) = input.stage.as_deref().filter(|stage| !Stage::CODES.contains(stage)) {
        let text = format!("Status: {stage:?} is none of {}", Stage::CODES.join(", "));
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    let limit = page_size(input.limit, app.policy.orders.page_default, app.policy.orders.page_max);
    let filter = OrderFilter { stage: input.stage, offset: input.offset, limit };
    app.store.read(move |register| Ok(register.list_orders(account, &filter)?)).await
}

/// The tenant's order.
///
/// # Errors
/// [`Code::OrderNotFound`].
pub async fn describe(app: &App, ctx: &Ctx, id: OrderId) -> Result<Order, Failure> {
    let account = ctx.tenant()?;
    app.store.read(move |register| own(register, account, id)).await
}
