//! Takes the CSR of an order whose names are proved, and issues (RFC 8555 section 7.4).

use super::caller::{Caller, not_built};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::acme::{AcmeOrder, AcmeOrderId};

/// Issues the certificate and returns the order, usually `valid` at once.
///
/// # Errors
/// [`crate::Code::AcmeNotFound`], `AcmeOrderNotReady`, `AcmeCsrBad`, `CaaForbids`.
pub async fn finalize(
    _app: &App,
    _ctx: &Ctx,
    _caller: &Caller,
    _order: &AcmeOrderId,
    _csr_der: Vec<u8>,
) -> Result<AcmeOrder, Failure> {
    Err(not_built())
}
