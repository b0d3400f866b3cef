//! Adds an administrator to an organisation; it is examined once it is submitted (F1).

use super::fetch::own_organization;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::ids::{AdministratorId, OrganizationId};
use chancery_domain::operation_log::Operation;
use chancery_domain::organization::{Administrator, Person, Stage};

/// A new administrator.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AdministratorDraft {
    /// The organisation.
    pub organization: OrganizationId,
    /// The person.
    pub person: Person,
    /// Whom the examiner calls, when that is somebody else.
    pub contact: Option<Person>,
}

/// Makes an administrator that is not submitted yet, and returns its number.
///
/// # Errors
/// [`Code::OrganizationNotFound`], [`Code::OrganizationLimit`]; [`Code::InvalidParameter`] or [`Code::EmailInvalid`] with
/// the field.
pub async fn add_administrator(
    app: &App,
    ctx: &Ctx,
    draft: AdministratorDraft,
) -> Result<AdministratorId, Failure> {
    let account = ctx.tenant()?;
    let rules = &app.policy.organization;
    let person = draft.person.checked("Manager", rules)?;
    let contact = draft.contact.map(|contact| contact.checked("Contact", rules)).transpose()?;
    let (most, organization, inner) = (rules.administrators_max, draft.organization, ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            own_organization(register, account, organization)?;
            let present = register.administrators(organization)?.len();
            if i64::try_from(present).unwrap_or(i64::MAX) >= most {
                let text = format!(
                    "CompanyId: the organisation has {present} of {most} administrators; delete one first"
                );
                return Err(Failure::new(Code::OrganizationLimit, text));
            }
            let id = register.insert_administrator(&Administrator {
                id: AdministratorId(0),
                account,
                organization,
                person: person.clone(),
                contact: contact.clone(),
                ov: Stage::Unsubmitted,
                ev: Stage::Unsubmitted,
                created_at: inner.now,
                submitted_at: None,
                verified_at: None,
            })?;
            // The person's particulars stay out of the log: it can never be shortened.
            let detail = format!("administrator: {id}; organisation: {organization}");
            record(register, &inner, account, Operation::AdministratorCreated, None, detail)?;
            Ok(id)
        })
        .await
}
