//! A page of the tenant's organisation profiles.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::OrganizationPage;
use crate::service::{App, page_size};
use chancery_domain::ids::OrganizationId;

/// Which profiles.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct ListInput {
    /// Only this one.
    pub organization: Option<OrganizationId>,
    /// Profiles to skip.
    pub offset: u64,
    /// Profiles to return; the policy has a default and a maximum.
    pub limit: Option<u64>,
}

/// Lists the tenant's profiles, newest first. A number that is not the tenant's gives an empty page.
///
/// # Errors
/// Only the register's.
pub async fn list(app: &App, ctx: &Ctx, input: ListInput) -> Result<OrganizationPage, Failure> {
    let account = ctx.tenant()?;
    let rules = &app.policy.organization;
    let limit = page_size(input.limit, rules.page_default, rules.page_max);
    app.store
        .read(move |register| {
            let Some(id) = input.organization else {
                return Ok(register.list_organizations(account, input.offset, limit)?);
            };
            let found = register.organization(id)?.filter(|one| one.account == account);
            let total = u64::from(found.is_some());
            let shown = found.filter(|_| input.offset == 0 && limit > 0);
            Ok(OrganizationPage { items: shown.into_iter().collect(), total })
        })
        .await
}
