//! Ends orders that were not paid: given up by the buyer, or closed when their time is over (C1).

use super::fetch::own;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::{Scope, TaskKind};
use crate::service::App;
use chancery_domain::ids::{AccountId, OrderId};
use chancery_domain::operation_log::Operation;
use chancery_domain::order::Order;

/// Gives up the tenant's unpaid order.
///
/// # Errors
/// [`crate::Code::OrderNotFound`]; [`crate::Code::OrderState`] when it is not unpaid.
pub async fn give_up(app: &App, ctx: &Ctx, id: OrderId) -> Result<Order, Failure> {
    give_up_of(app, ctx, ctx.tenant()?, id).await
}

/// The same for an order of any account (operator).
///
/// # Errors
/// Those of [`give_up`].
pub async fn give_up_of(app: &App, ctx: &Ctx, account: AccountId, id: OrderId) -> Result<Order, Failure> {
    let inner = ctx.clone();
    app.store
        .write(Scope::Account(account), move |register| {
            let order = own(register, account, id)?;
            let order = Order { stage: order.stage.cancel(inner.now)?, ..order };
            register.update_order(&order)?;
            register.drop_task(TaskKind::CloseUnpaidOrder, &id.to_string())?;
            record(register, &inner, account, Operation::OrderCancelled, None, format!("order {id}"))?;
            Ok(order)
        })
        .await
}

/// Closes an order that was not paid in time; of any other nothing changes. Run as a stored task.
///
/// # Errors
/// Only the register's.
pub async fn close_unpaid(app: &App, ctx: &Ctx, id: OrderId) -> Result<(), Failure> {
    let Some(order) = app.store.read(move |register| Ok(register.order(id)?)).await? else { return Ok(()) };
    let (account, inner) = (order.account, ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let Some(order) = register.order(id)? else { return Ok(()) };
            // Paid or given up meanwhile: the stage says so.
            let Ok(stage) = order.stage.close_unpaid(inner.now) else { return Ok(()) };
            if stage != order.stage {
                register.update_order(&Order { stage, ..order })?;
                record(
                    register,
                    &inner,
                    account,
                    Operation::OrderClosed,
                    None,
                    format!("order {id}: not paid in time"),
                )?;
            }
            Ok(())
        })
        .await
}
