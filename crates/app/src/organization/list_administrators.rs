//! A page of an organisation's administrators, with what each is worth today.

use super::fetch::own_organization;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Register;
use crate::service::{App, page_size};
use chancery_domain::ids::OrganizationId;
use chancery_domain::organization::{Administrator, AdministratorDomain, Standing};

/// Which administrators.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AdministratorQuery {
    /// Of this organisation.
    pub organization: OrganizationId,
    /// Part of the first and last name.
    pub name: Option<String>,
    /// Part of the mail address.
    pub mail: Option<String>,
    /// Part of name, mail address, position, department or telephone number.
    pub search: Option<String>,
    /// Only with one of these standings; empty for all.
    pub standings: Vec<Standing>,
    /// Administrators to skip.
    pub offset: u64,
    /// Administrators to return; the policy has a default and a maximum.
    pub limit: Option<u64>,
}

/// An administrator with what belongs to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AdministratorRow {
    /// The administrator.
    pub administrator: Administrator,
    /// Its domains.
    pub domains: Vec<AdministratorDomain>,
    /// How many certificates name it.
    pub certificates: u64,
}

/// A page of administrators.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AdministratorPage {
    /// The rows, newest first.
    pub items: Vec<AdministratorRow>,
    /// How many match in all.
    pub total: u64,
}

/// Lists administrators of the tenant's organisation.
///
/// # Errors
/// [`crate::Code::OrganizationNotFound`].
pub async fn list_administrators(
    app: &App,
    ctx: &Ctx,
    query: AdministratorQuery,
) -> Result<AdministratorPage, Failure> {
    let account = ctx.tenant()?;
    let rules = &app.policy.organization;
    let limit = usize::try_from(page_size(query.limit, rules.page_default, rules.page_max)).unwrap_or(0);
    let offset = usize::try_from(query.offset).unwrap_or(usize::MAX);
    let (policy, now) = (app.policy.clone(), ctx.now);
    app.store
        .read(move |register| {
            own_organization(register, account, query.organization)?;
            // An organisation has few administrators (policy), and their standing depends on the day.
            let matching: Vec<Administrator> = register
                .administrators(query.organization)?
                .into_iter()
                .filter(|found| matches(&query, found))
                .filter(|found| {
                    query.standings.is_empty() || query.standings.contains(&found.standing(&policy, now))
                })
                .collect();
            let total = u64::try_from(matching.len()).unwrap_or(u64::MAX);
            let mut items = Vec::new();
            for administrator in matching.into_iter().skip(offset).take(limit) {
                items.push(row(register, administrator)?);
            }
            Ok(AdministratorPage { items, total })
        })
        .await
}

/// The administrator with what belongs to it.
pub(super) fn row(
    register: &mut dyn Register,
    administrator: Administrator,
) -> Result<AdministratorRow, Failure> {
    let domains = register.administrator_domains(administrator.id)?;
    let certificates = register.administrator_links(administrator.id)?;
    Ok(AdministratorRow { administrator, domains, certificates })
}

fn matches(query: &AdministratorQuery, administrator: &Administrator) -> bool {
    let person = &administrator.person;
    // Names are entered in either order.
    let names =
        format!("{} {} {}{}", person.first_name, person.last_name, person.last_name, person.first_name);
    let contains = |text: &str, part: &Option<String>| {
        part.as_ref().is_none_or(|part| text.to_lowercase().contains(&part.to_lowercase()))
    };
    let whole =
        format!("{names}\n{}\n{}\n{}\n{}", person.mail, person.position, person.department, person.phone);
    contains(&names, &query.name) && contains(&person.mail, &query.mail) && contains(&whole, &query.search)
}
