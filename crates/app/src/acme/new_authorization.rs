//! Opens an authorization ahead of any order (RFC 8555 section 7.4.1).

use super::caller::{Caller, acting};
use super::identifiers::{checked_identifiers, chosen_profile};
use super::new_order::{IdentifierText, draw_authorization, reusable};
use super::rates;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::acme::Authorization;

/// Opens an authorization under a profile's rules, or returns a valid one of the same identifier.
///
/// # Errors
/// As [`super::new_order`]; wildcards are refused (`AcmeMalformed`).
pub async fn new_authorization(
    app: &App,
    ctx: &Ctx,
    caller: &Caller,
    identifier: IdentifierText,
    profile: Option<String>,
) -> Result<Authorization, Failure> {
    let (chosen, rules) = chosen_profile(app, profile.as_deref())?;
    let mut identifiers = checked_identifiers(chosen, rules, &[identifier])?;
    let identifier = identifiers.pop().ok_or_else(|| Failure::internal("an identifier was lost"))?;
    if identifier.is_wildcard() {
        let text = "identifier: a wildcard is not authorized ahead of an order; put it into an order";
        return Err(Failure::new(Code::AcmeMalformed, text));
    }
    let (service, inner, caller, profile) = (app.clone(), ctx.clone(), caller.clone(), chosen.name.clone());
    app.store
        .write(Scope::Unguarded, move |register| {
            let account = acting(register, &caller)?;
            let (_, rules) = chosen_profile(&service, Some(&profile))?;
            let rate = service.policy.acme.rates.new_orders_per_account;
            let key = format!("orders/{}", account.id);
            rates::take(register, &inner, &key, rate, "new orders of this account")?;
            if let Some(valid) = reusable(register, &inner, rules, &account.id, &identifier)? {
                return Ok(valid);
            }
            let fresh =
                draw_authorization(&service, register, &inner, rules, &account.id, &identifier, None)?;
            register.insert_authorization(&fresh)?;
            Ok(fresh)
        })
        .await
}
