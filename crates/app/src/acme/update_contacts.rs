//! Changes the contacts of an ACME account (RFC 8555 section 7.3.2).

use super::caller::{Caller, not_built};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::acme::AcmeAccount;

/// Replaces the contacts and returns the account.
///
/// # Errors
/// [`crate::Code::AcmeAccountInactive`], `AcmeContactInvalid`, `AcmeContactUnsupported`.
pub async fn update_contacts(
    _app: &App,
    _ctx: &Ctx,
    _caller: &Caller,
    _contacts: Vec<String>,
) -> Result<AcmeAccount, Failure> {
    Err(not_built())
}
