//! An operator allows an account another number of organisation profiles than the policy (seed 000: "contact us").

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::ids::AccountId;
use chancery_domain::operation_log::Operation;

/// The largest number that can be allowed; a slip of the finger is not meant.
const ALLOWANCE_MAX: i64 = 100_000;

/// Sets how many profiles the account may have. Profiles that are there already stay.
///
/// # Errors
/// [`Code::Unauthorized`] for tenants; [`Code::InvalidParameter`] for an unknown account or an absurd number.
pub async fn set_allowance(app: &App, ctx: &Ctx, account: AccountId, profiles: i64) -> Result<(), Failure> {
    if ctx.actor.account().is_some() {
        return Err(Failure::new(Code::Unauthorized, "only an operator allows more organisation profiles"));
    }
    if !(0..=ALLOWANCE_MAX).contains(&profiles) {
        let text = format!("PROFILES: give a number from 0 to {ALLOWANCE_MAX}");
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    let inner = ctx.clone();
    app.store
        .write(Scope::Account(account), move |register| {
            if !register.accounts()?.iter().any(|known| known.id == account) {
                let text = format!("ACCOUNT: there is no account {account}");
                return Err(Failure::new(Code::InvalidParameter, text));
            }
            register.set_organization_allowance(account, profiles)?;
            let detail = format!("organisation profiles: {profiles}");
            record(register, &inner, account, Operation::OrganizationAllowanceChanged, None, detail)
        })
        .await
}
