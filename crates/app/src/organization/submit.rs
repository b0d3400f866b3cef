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

/// Submits the tenant's administrator for OV, or for OV and EV.
///
/// # Errors
/// [`crate::Code::AdministratorNotFound`]; [`crate::Code::AdministratorState`] while it is examined or approved.
pub async fn submit(app: &App, ctx: &Ctx, id: AdministratorId, level: Level) -> Result<(), Failure> {
    let account = ctx.tenant()?;
    let (service, inner) = (app.clone(), ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let administrator = own_administrator(register, account, id)?;
            let submitted = administrator.submit(level, &service.policy, inner.now)?;
            register.update_administrator(&submitted)?;
            request_review(&service, register, &inner, account, Examined::Administrator(id), Some(level))?;
            let organization = own_organization(register, account, submitted.organization)?;
            if let Ok(stage) = organization.stage.submit(&service.policy, inner.now) {
                register.set_organization_stage(organization.id, &stage)?;
                let examined = Examined::Organization(organization.id);
                request_review(&service, register, &inner, account, examined, None)?;
            }
            let detail = format!("administrator: {id}; level: {}", level.as_str());
            record(register, &inner, account, Operation::AdministratorSubmitted, None, detail)
        })
        .await
}
