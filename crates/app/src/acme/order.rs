//! Reads an order and an account's list of orders (RFC 8555 sections 7.1.2.1 and 7.4).

use super::caller::{Caller, acting, not_found};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::{App, page_size};
use chancery_domain::acme::{AcmeOrder, AcmeOrderId};

/// A page of an account's orders, latest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrdersPage {
    /// The orders.
    pub orders: Vec<AcmeOrderId>,
    /// What to pass as `after` for the next page, if there is one.
    pub next: Option<AcmeOrderId>,
}

/// The order.
///
/// # Errors
/// [`crate::Code::AcmeNotFound`], `AcmeAccountInactive`.
pub async fn order(app: &App, _ctx: &Ctx, caller: &Caller, id: &AcmeOrderId) -> Result<AcmeOrder, Failure> {
    let (caller, id) = (caller.clone(), id.clone());
    app.store
        .glance(move |register| {
            let account = acting(register, &caller)?;
            let found = register.acme_order(&id)?.filter(|order| order.account == account.id);
            found.ok_or_else(|| not_found("order"))
        })
        .await
}

/// A page of the account's orders that are not invalid. `limit` is cut to the policy's page.
///
/// # Errors
/// [`crate::Code::AcmeAccountInactive`].
pub async fn orders(
    app: &App,
    _ctx: &Ctx,
    caller: &Caller,
    after: Option<&AcmeOrderId>,
    limit: Option<u64>,
) -> Result<OrdersPage, Failure> {
    let most = app.policy.acme.orders_page_max;
    let (caller, after, size) = (caller.clone(), after.cloned(), page_size(limit, most, most).max(1));
    app.store
        .read(move |register| {
            let account = acting(register, &caller)?;
            let mut orders = register.acme_orders_of(&account.id, after.as_ref(), size.saturating_add(1))?;
            let more = u64::try_from(orders.len()).unwrap_or(u64::MAX) > size;
            if more {
                orders.pop();
            }
            let next = if more { orders.last().cloned() } else { None };
            Ok(OrdersPage { orders, next })
        })
        .await
}
