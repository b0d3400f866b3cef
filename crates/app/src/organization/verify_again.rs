//! Has approvals that end soon or have ended examined again: the administrator's and the organisation's (F1).

use super::fetch::{own_administrator, own_organization};
use super::request_review::request_review;
use super::reviewed::Examined;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::ids::AdministratorId;
use chancery_domain::operation_log::Operation;

/// Asks for another examination of what is about to end. What is in force stays so until its own end.
///
/// # Errors
/// [`crate::Code::AdministratorNotFound`]; [`crate::Code::AdministratorState`] when neither approval is about to end.
pub async fn verify_again(app: &App, ctx: &Ctx, id: AdministratorId) -> Result<(), Failure> {
    let account = ctx.tenant()?;
    let (service, inner) = (app.clone(), ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let administrator = own_administrator(register, account, id)?;
            let organization = own_organization(register, account, administrator.organization)?;
            let again = administrator.verify_again(&service.policy, inner.now);
            let profile = organization.stage.verify_again(&service.policy, inner.now);
            if let (Err(error), Err(_)) = (&again, &profile) {
                return Err((*error).into());
            }
            if let Ok((administrator, level)) = again {
                register.update_administrator(&administrator)?;
                let examined = Examined::Administrator(id);
                request_review(&service, register, &inner, account, examined, Some(level))?;
            }
            if let Ok(stage) = profile {
                register.set_organization_stage(organization.id, &stage)?;
                let examined = Examined::Organization(organization.id);
                request_review(&service, register, &inner, account, examined, None)?;
            }
            let detail = format!("administrator: {id}; again");
            record(register, &inner, account, Operation::AdministratorSubmitted, None, detail)
        })
        .await
}
