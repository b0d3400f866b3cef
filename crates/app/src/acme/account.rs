//! Reads an ACME account.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::acme::{AcmeAccount, AcmeAccountId};

/// The account, in whatever stage. Nothing when there is none.
///
/// # Errors
/// Only the register's.
pub async fn account(app: &App, _ctx: &Ctx, id: &AcmeAccountId) -> Result<Option<AcmeAccount>, Failure> {
    let id = id.clone();
    app.store.glance(move |register| Ok(register.acme_account(&id)?)).await
}

/// The account of a key, in whatever stage. Nothing when there is none.
///
/// # Errors
/// Only the register's.
pub async fn account_by_thumbprint(
    app: &App,
    _ctx: &Ctx,
    thumbprint: &str,
) -> Result<Option<AcmeAccount>, Failure> {
    let thumbprint = thumbprint.to_owned();
    app.store.glance(move |register| Ok(register.acme_account_of_key(&thumbprint)?)).await
}
