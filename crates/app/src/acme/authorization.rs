//! Reads and gives up an authorization (RFC 8555 sections 7.5 and 7.5.2).

use super::caller::{Caller, not_built};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::acme::{Authorization, AuthorizationId};

/// The authorization.
///
/// # Errors
/// [`crate::Code::AcmeNotFound`], `AcmeAccountInactive`.
pub async fn authorization(
    _app: &App,
    _ctx: &Ctx,
    _caller: &Caller,
    _id: &AuthorizationId,
) -> Result<Authorization, Failure> {
    Err(not_built())
}

/// Deactivates it and returns it; orders that wait for it come to nothing.
///
/// # Errors
/// [`crate::Code::AcmeNotFound`], `AcmeMalformed` when it is in no state for that.
pub async fn deactivate_authorization(
    _app: &App,
    _ctx: &Ctx,
    _caller: &Caller,
    _id: &AuthorizationId,
) -> Result<Authorization, Failure> {
    Err(not_built())
}
