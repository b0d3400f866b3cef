//! Reads and gives up an authorization (RFC 8555 sections 7.5 and 7.5.2).

use super::caller::{Caller, acting, not_found};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::{Register, Scope};
use crate::service::App;
use chancery_domain::acme::{Authorization, AuthorizationId, Problem, ProblemType};

/// The authorization.
///
/// # Errors
/// [`crate::Code::AcmeNotFound`], `AcmeAccountInactive`.
pub async fn authorization(
    app: &App,
    _ctx: &Ctx,
    caller: &Caller,
    id: &AuthorizationId,
) -> Result<Authorization, Failure> {
    let (caller, id) = (caller.clone(), id.clone());
    app.store.glance(move |register| own(register, &caller, &id)).await
}

/// The caller's authorization with this id, and no other's.
pub(super) fn own(
    register: &mut dyn Register,
    caller: &Caller,
    id: &AuthorizationId,
) -> Result<Authorization, Failure> {
    let account = acting(register, caller)?;
    let found = register.authorization(id)?.filter(|authorization| authorization.account == account.id);
    found.ok_or_else(|| not_found("authorization"))
}

/// Deactivates it and returns it; the order that it was made for comes to nothing if it waited for it, and others find
/// it gone when they are finalized.
///
/// # Errors
/// [`crate::Code::AcmeNotFound`], `AcmeMalformed` when it is in no state for that.
pub async fn deactivate_authorization(
    app: &App,
    ctx: &Ctx,
    caller: &Caller,
    id: &AuthorizationId,
) -> Result<Authorization, Failure> {
    let (now, caller, id) = (ctx.now, caller.clone(), id.clone());
    app.store
        .write(Scope::Account(caller.tenant), move |register| {
            let given_up = own(register, &caller, &id)?.deactivate(now)?;
            register.update_authorization(&given_up)?;
            if let Some(order) = &given_up.order
                && let Some(mut order) = register.acme_order(order)?
            {
                let text = format!("the authorization for {} was deactivated", given_up.identifier);
                order.stage = order.stage.lose(Some(Problem::new(ProblemType::Unauthorized, text)), now);
                register.update_acme_order(&order)?;
            }
            Ok(given_up)
        })
        .await
}
