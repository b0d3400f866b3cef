//! A page of an administrator's domains.

use super::fetch::own_administrator;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::{App, page_size};
use chancery_domain::ids::AdministratorId;
use chancery_domain::organization::AdministratorDomain;

/// A page of domains.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DomainPage {
    /// The rows, newest first.
    pub items: Vec<AdministratorDomain>,
    /// How many there are in all.
    pub total: u64,
}

/// Lists the domains of the tenant's administrator.
///
/// # Errors
/// [`crate::Code::AdministratorNotFound`].
pub async fn list_domains(
    app: &App,
    ctx: &Ctx,
    id: AdministratorId,
    offset: u64,
    limit: Option<u64>,
) -> Result<DomainPage, Failure> {
    let account = ctx.tenant()?;
    let rules = &app.policy.organization;
    let limit = usize::try_from(page_size(limit, rules.page_default, rules.page_max)).unwrap_or(0);
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    app.store
        .read(move |register| {
            own_administrator(register, account, id)?;
            let domains = register.administrator_domains(id)?;
            let total = u64::try_from(domains.len()).unwrap_or(u64::MAX);
            Ok(DomainPage { items: domains.into_iter().skip(offset).take(limit).collect(), total })
        })
        .await
}
