//! Reads an order and an account's list of orders (RFC 8555 sections 7.1.2.1 and 7.4).

use super::caller::{Caller, not_built};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
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
pub async fn order(
    _app: &App,
    _ctx: &Ctx,
    _caller: &Caller,
    _id: &AcmeOrderId,
) -> Result<AcmeOrder, Failure> {
    Err(not_built())
}

/// A page of the account's orders that are not invalid. `limit` is cut to the policy's page.
///
/// # Errors
/// [`crate::Code::AcmeAccountInactive`].
pub async fn orders(
    _app: &App,
    _ctx: &Ctx,
    _caller: &Caller,
    _after: Option<&AcmeOrderId>,
    _limit: Option<u64>,
) -> Result<OrdersPage, Failure> {
    Err(not_built())
}
