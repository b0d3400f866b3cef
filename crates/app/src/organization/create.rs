//! Makes an organisation profile and asks for its examination (F1).

use super::request_review::request_review;
use super::reviewed::Examined;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::{Register, Scope};
use crate::service::App;
use chancery_domain::ids::{AccountId, OrganizationId};
use chancery_domain::operation_log::Operation;
use chancery_domain::organization::{Organization, OrganizationDetails, Stage};

/// Makes a profile. It cannot be changed or deleted afterwards, so one that turns out wrong still counts for the limit;
/// an operator can allow the account more (seed 000).
///
/// # Errors
/// [`Code::InvalidParameter`] with the field; [`Code::OrganizationLimit`].
pub async fn create(app: &App, ctx: &Ctx, details: OrganizationDetails) -> Result<OrganizationId, Failure> {
    let account = ctx.tenant()?;
    let details = details.checked("Company", &app.policy.organization)?;
    let (service, inner) = (app.clone(), ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            admit(&service, register, account)?;
            let mut organization = Organization {
                id: OrganizationId(0),
                account,
                details: details.clone(),
                stage: Stage::Unsubmitted.submit(&service.policy, inner.now)?,
                created_at: inner.now,
            };
            organization.id = register.insert_organization(&organization)?;
            let id = organization.id;
            request_review(&service, register, &inner, account, Examined::Organization(id), None)?;
            let detail = format!("organisation: {id}; name: {}", organization.details.name);
            record(register, &inner, account, Operation::OrganizationCreated, None, detail)?;
            Ok(id)
        })
        .await
}

/// There is a place for one more profile (F1: at most 10 per account). Units of one account run one after the other, so
/// counting and then inserting is safe.
fn admit(app: &App, register: &mut dyn Register, account: AccountId) -> Result<(), Failure> {
    let allowed = register.organization_allowance(account)?;
    let most = allowed.unwrap_or(app.policy.organization.per_account_max);
    let present = register.list_organizations(account, 0, 0)?.total;
    if i64::try_from(present).unwrap_or(i64::MAX) >= most {
        let text = format!(
            "CompanyName: the account has {present} of {most} organisation profiles; ask the operator for more"
        );
        return Err(Failure::new(Code::OrganizationLimit, text));
    }
    Ok(())
}
