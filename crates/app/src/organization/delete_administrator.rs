//! Deletes an administrator that the authority does not have and no certificate names (F1).

use super::fetch::own_administrator;
use super::request_review::withdraw_review;
use super::reviewed::Examined;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::{Scope, TaskKind};
use crate::service::App;
use chancery_domain::ids::AdministratorId;
use chancery_domain::operation_log::Operation;

/// Deletes the tenant's administrator with its domains; a review that waits for it is withdrawn.
///
/// # Errors
/// [`crate::Code::AdministratorNotFound`], [`crate::Code::AdministratorAtAuthority`], [`crate::Code::AdministratorLinked`].
pub async fn delete_administrator(app: &App, ctx: &Ctx, id: AdministratorId) -> Result<(), Failure> {
    let account = ctx.tenant()?;
    let (service, inner) = (app.clone(), ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let administrator = own_administrator(register, account, id)?;
            administrator.deletable(register.administrator_links(id)?)?;
            if administrator.standing(&service.policy, inner.now).is_under_review() {
                withdraw_review(register, &inner, Examined::Administrator(id))?;
            }
            for domain in register.administrator_domains(id)? {
                register.drop_task(TaskKind::CheckAdministratorDomain, &domain.id.to_string())?;
            }
            register.delete_administrator(id)?;
            let detail = format!("administrator: {id}; organisation: {}", administrator.organization);
            record(register, &inner, account, Operation::AdministratorDeleted, None, detail)
        })
        .await
}
