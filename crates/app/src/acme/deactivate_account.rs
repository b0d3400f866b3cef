//! Gives up an ACME account (RFC 8555 section 7.3.6).

use super::caller::{Caller, acting, acting_ctx};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::{Register, Scope};
use crate::service::App;
use chancery_domain::acme::{AcmeAccount, AcmeAccountId};
use chancery_domain::operation_log::Operation;

/// Authorizations read at once.
const BATCH: u64 = 500;

/// Deactivates the account and returns it. Its pending authorizations are revoked; its open orders come to nothing,
/// because nobody can act on them any more.
///
/// # Errors
/// [`crate::Code::AcmeAccountInactive`].
pub async fn deactivate_account(app: &App, ctx: &Ctx, caller: &Caller) -> Result<AcmeAccount, Failure> {
    let (inner, caller) = (ctx.clone(), caller.clone());
    app.store
        .write(Scope::Account(caller.tenant), move |register| {
            let mut account = acting(register, &caller)?;
            account.stage = account.stage.deactivate()?;
            register.update_acme_account(&account)?;
            let ctx = acting_ctx(&inner, &account.id, account.tenant);
            let detail = format!("ACME account given up: {}", account.id);
            record(register, &ctx, account.tenant, Operation::AcmeAccountDeactivated, None, detail)?;
            revoke_authorizations(register, &ctx, &account.id)?;
            Ok(account)
        })
        .await
}

fn revoke_authorizations(register: &mut dyn Register, ctx: &Ctx, id: &AcmeAccountId) -> Result<(), Failure> {
    let mut after = None;
    loop {
        let page = register.open_authorizations(id, after.as_ref(), BATCH)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id.clone());
        for authorization in page {
            // Those that ended by their time stay as they are.
            if let Ok(revoked) = authorization.revoke(ctx.now) {
                register.update_authorization(&revoked)?;
            }
        }
    }
}
