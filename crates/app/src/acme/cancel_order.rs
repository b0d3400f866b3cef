//! Ends an order that renews itself (RFC 8739 section 3.1.2).

use super::caller::{Caller, acting, acting_ctx, not_found};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::{Scope, TaskKind};
use crate::service::App;
use chancery_domain::acme::{AcmeOrder, AcmeOrderId};
use chancery_domain::operation_log::Operation;

/// Cancels the order and returns it.
///
/// # Errors
/// [`crate::Code::AcmeNotFound`], `AcmeCancellationInvalid`.
pub async fn cancel_order(
    app: &App,
    ctx: &Ctx,
    caller: &Caller,
    id: &AcmeOrderId,
) -> Result<AcmeOrder, Failure> {
    let ctx = acting_ctx(ctx, &caller.account, caller.tenant);
    let (caller, id) = (caller.clone(), id.clone());
    app.store
        .write(Scope::Account(caller.tenant), move |register| {
            let account = acting(register, &caller)?;
            let order = register.acme_order(&id)?.filter(|order| order.account == account.id);
            let order = order.ok_or_else(|| not_found("order"))?.cancel(ctx.now)?;
            register.update_acme_order(&order)?;
            register.drop_task(TaskKind::RenewAcmeOrder, id.as_str())?;
            let detail = format!("ACME order: {id}; account: {}", account.id);
            record(register, &ctx, order.tenant, Operation::AcmeOrderCancelled, order.certificate(), detail)?;
            Ok(order)
        })
        .await
}
