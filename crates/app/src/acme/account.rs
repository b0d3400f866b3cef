//! Reads an ACME account.

use super::caller::not_built;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::acme::{AcmeAccount, AcmeAccountId};

/// The account, in whatever stage. Nothing when there is none.
///
/// # Errors
/// Only the register's.
pub async fn account(_app: &App, _ctx: &Ctx, _id: &AcmeAccountId) -> Result<Option<AcmeAccount>, Failure> {
    Err(not_built())
}

/// The account of a key, in whatever stage. Nothing when there is none.
///
/// # Errors
/// Only the register's.
pub async fn account_by_thumbprint(
    _app: &App,
    _ctx: &Ctx,
    _thumbprint: &str,
) -> Result<Option<AcmeAccount>, Failure> {
    Err(not_built())
}
