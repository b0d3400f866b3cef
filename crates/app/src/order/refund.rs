//! Refunds (C2, seed 002 "SSL Certificate Refund Process"), in two steps: it is asked for and recorded, from when on it
//! cannot be taken back; then a stored task gives back what was paid, once.

use super::fetch::{own, paid_for};
use crate::benefit;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::money;
use crate::operation_log::record;
use crate::ports::{NewTask, Register, Scope, TaskKind};
use crate::reactions::advance;
use crate::service::App;
use chancery_domain::certificate::Certificate;
use chancery_domain::ids::{AccountId, CertificateId, OrderId};
use chancery_domain::operation_log::Operation;
use chancery_domain::order::{Goods, Order, Settlement};
use chancery_domain::refund::{Application, due};

/// Asks for the refund of the tenant's order. From now on its certificate cannot be submitted again.
///
/// # Errors
/// [`crate::Code::OrderNotFound`]; [`crate::Code::NotRefundable`] with the reason. Nothing changes then.
pub async fn refund(app: &App, ctx: &Ctx, id: OrderId) -> Result<Order, Failure> {
    refund_of(app, ctx, ctx.tenant()?, id).await
}

/// The same for an order of any account (operator).
///
/// # Errors
/// Those of [`refund`].
pub async fn refund_of(app: &App, ctx: &Ctx, account: AccountId, id: OrderId) -> Result<Order, Failure> {
    let (service, inner) = (app.clone(), ctx.clone());
    let order = app
        .store
        .write(Scope::Account(account), move |register| {
            let order = own(register, account, id)?;
            ask(register, &service, &inner, order)
        })
        .await?;
    app.tasks_due.notify_one();
    Ok(order)
}

/// The tenant's order that paid for a certificate; a reissue is not paid for, and so has none.
///
/// # Errors
/// [`crate::Code::CertificateNotFound`], [`crate::Code::OrderNotFound`].
pub async fn order_of(app: &App, ctx: &Ctx, certificate: &CertificateId) -> Result<Order, Failure> {
    let (account, wanted) = (ctx.tenant()?, certificate.clone());
    app.store.read(move |register| paid_for(register, account, &wanted)).await
}

fn ask(register: &mut dyn Register, app: &App, ctx: &Ctx, order: Order) -> Result<Order, Failure> {
    let stage = match &order.goods {
        Goods::Points(goods) => {
            let stage = order.stage.ask_refund_of_points(ctx.now)?;
            benefit::give_up(register, app, ctx, goods)?;
            stage
        }
        Goods::Certificate(goods) => {
            let certificate = match &goods.certificate {
                Some(id) => register.certificate(id)?,
                None => None,
            };
            let application =
                certificate.as_ref().map_or(Application::Ended, |found| Application::from(&found.stage));
            let stage = due(&order, application, ctx.now)?;
            if let Some(certificate) = certificate {
                close_certificate(register, app, ctx, certificate)?;
            }
            stage
        }
    };
    let order = Order { stage, ..order };
    register.update_order(&order)?;
    let subject = order.id.to_string();
    register.add_task(&NewTask { kind: TaskKind::FinishRefund, subject, due_at: ctx.now })?;
    let detail = format!("order {}", order.id);
    record(register, ctx, order.account, Operation::RefundAsked, order.certificate(), detail)?;
    Ok(order)
}

fn close_certificate(
    register: &mut dyn Register,
    app: &App,
    ctx: &Ctx,
    mut certificate: Certificate,
) -> Result<(), Failure> {
    let change = certificate.stage.clone().refund(ctx.now)?;
    advance(register, ctx, app, &mut certificate, change)
}

/// Gives back what was paid for an order whose refund was asked for; run again it finds that done. Run as a stored task.
///
/// # Errors
/// The register's, and what the balances say; the task is tried again then.
pub async fn finish_refund(app: &App, ctx: &Ctx, id: OrderId) -> Result<(), Failure> {
    let Some(order) = app.store.read(move |register| Ok(register.order(id)?)).await? else { return Ok(()) };
    let (account, service, inner) = (order.account, app.clone(), ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let Some(order) = register.order(id)? else { return Ok(()) };
            let Ok(stage) = order.stage.finish_refund(inner.now) else { return Ok(()) };
            if stage == order.stage {
                return Ok(());
            }
            pay_back(register, &service, &inner, account, &order)?;
            register.update_order(&Order { stage, ..order })?;
            Ok(())
        })
        .await
}

/// Cash and gift balance in the proportion in which they paid; points to their packages; discounts and vouchers not at
/// all (C2).
fn pay_back(
    register: &mut dyn Register,
    app: &App,
    ctx: &Ctx,
    account: AccountId,
    order: &Order,
) -> Result<(), Failure> {
    match &order.settlement {
        Settlement::Money(_) => money::give_back(register, ctx, &app.policy, account, order.id).map(drop),
        Settlement::Points(used) => benefit::put_back(register, ctx, order, used),
        Settlement::Free | Settlement::Open => Ok(()),
    }
}
