//! Hands out the current certificate of an order that renews itself (RFC 8739 section 3.3).

use super::caller::{Caller, not_built};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::acme::AcmeOrderId;
use chancery_domain::time::Timestamp;

/// The current certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StarCertificate {
    /// Leaf first, without the root, in PEM.
    pub pem: String,
    /// For the header `Cert-Not-Before`.
    pub not_before: Timestamp,
    /// For the header `Cert-Not-After`.
    pub not_after: Timestamp,
}

/// The current certificate. Without a caller (a plain GET) only where the order allows it.
///
/// # Errors
/// [`crate::Code::AcmeNotFound`], `AcmeRenewalCanceled`, `AcmeRenewalExpired`, `Unauthorized` for a plain GET that
/// the order does not allow.
pub async fn star_certificate(
    _app: &App,
    _ctx: &Ctx,
    _caller: Option<&Caller>,
    _order: &AcmeOrderId,
) -> Result<StarCertificate, Failure> {
    Err(not_built())
}
