//! What an examiner reads: a profile of whichever account, with its administrators (F1, F3).

use super::list_administrators::{AdministratorRow, row};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::OrganizationPage;
use crate::service::{App, page_size};
use chancery_domain::ids::{AccountId, OrganizationId};
use chancery_domain::organization::Organization;

/// A profile as staff see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Examinable {
    /// The profile.
    pub organization: Organization,
    /// Its administrators, newest first.
    pub administrators: Vec<AdministratorRow>,
}

/// Shows a profile to staff.
///
/// # Errors
/// [`Code::Unauthorized`] for tenants; [`Code::OrganizationNotFound`].
pub async fn examine(app: &App, ctx: &Ctx, id: OrganizationId) -> Result<Examinable, Failure> {
    staff(ctx)?;
    app.store
        .read(move |register| {
            let organization = register.organization(id)?.ok_or_else(|| {
                Failure::new(Code::OrganizationNotFound, format!("there is no organisation {id}"))
            })?;
            let mut administrators = Vec::new();
            for administrator in register.administrators(id)? {
                administrators.push(row(register, administrator)?);
            }
            Ok(Examinable { organization, administrators })
        })
        .await
}

/// A page of an account's profiles for staff, newest first.
///
/// # Errors
/// [`Code::Unauthorized`] for tenants.
pub async fn list_of_account(
    app: &App,
    ctx: &Ctx,
    account: AccountId,
    offset: u64,
    limit: Option<u64>,
) -> Result<OrganizationPage, Failure> {
    staff(ctx)?;
    let rules = &app.policy.organization;
    let limit = page_size(limit, rules.page_max, rules.page_max);
    app.store.read(move |register| Ok(register.list_organizations(account, offset, limit)?)).await
}

fn staff(ctx: &Ctx) -> Result<(), Failure> {
    if ctx.actor.account().is_some() {
        return Err(Failure::new(Code::Unauthorized, "only an operator sees the profiles of every account"));
    }
    Ok(())
}
