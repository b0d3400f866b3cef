//! Ends an order that renews itself (RFC 8739 section 3.1.2).

use super::caller::{Caller, not_built};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::acme::{AcmeOrder, AcmeOrderId};

/// Cancels the order and returns it.
///
/// # Errors
/// [`crate::Code::AcmeNotFound`], `AcmeCancellationInvalid`.
pub async fn cancel_order(
    _app: &App,
    _ctx: &Ctx,
    _caller: &Caller,
    _id: &AcmeOrderId,
) -> Result<AcmeOrder, Failure> {
    Err(not_built())
}
