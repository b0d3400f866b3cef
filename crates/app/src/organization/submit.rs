//! Submits an administrator for examination, and with it an organisation whose own examination came to nothing (F1).

use super::fetch::{own_administrator, own_organization};
use super::request_review::request_review;
use super::reviewed::Examined;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::catalogue::Level;
use chancery_domain::ids::AdministratorId;
use chancery_domain::operation_log::Operation;

/// Submits the tenant's administrator for OV, or for OV and EV; of the two, administrator and organisation, whatever can be
/// submitted.
///
/// # Errors
/// [`crate::Code::AdministratorNotFound`]; [`crate::Code::AdministratorState`] while both are examined or approved.
pub async fn submit(app: &App, ctx: &Ctx, id: AdministratorId, level: Level) -> Result<(), Failure> {
    let account = ctx.tenant()?;
    let (service, inner) = (app.clone(), ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let administrator = own_administrator(register, account, id)?;
            let organization = own_organization(register, account, administrator.organization)?;
            let submitted = administrator.submit(level, &service.policy, inner.now);
            let profile = organization.stage.submit(&service.policy, inner.now);
            if let (Err(error), Err(_)) = (&submitted, &profile) {
                return Err((*error).into());
            }
            if let Ok(administrator) = submitted {
                register.update_administrator(&administrator)?;
                let examined = Examined::Administrator(id);
                request_review(&service, register, &inner, account, examined, Some(level))?;
            }
            if let Ok(stage) = profile {
                register.set_organization_stage(organization.id, &stage)?;
                let examined = Examined::Organization(organization.id);
                request_review(&service, register, &inner, account, examined, None)?;
            }
            let detail = format!("administrator: {id}; level: {}", level.as_str());
            record(register, &inner, account, Operation::AdministratorSubmitted, None, detail)
        })
        .await
}
