//! Gives up an ACME account (RFC 8555 section 7.3.6).

use super::caller::{Caller, not_built};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::acme::AcmeAccount;

/// Deactivates the account and returns it. Its pending authorizations are revoked and its open orders come to nothing.
///
/// # Errors
/// [`crate::Code::AcmeAccountInactive`].
pub async fn deactivate_account(_app: &App, _ctx: &Ctx, _caller: &Caller) -> Result<AcmeAccount, Failure> {
    Err(not_built())
}
