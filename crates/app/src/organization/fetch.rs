//! The tenant's own profile, administrator or domain; another account's is answered like one that never was.

use crate::failure::{Code, Failure};
use crate::ports::Register;
use chancery_domain::ids::{AccountId, AdministratorDomainId, AdministratorId, OrganizationId};
use chancery_domain::organization::{Administrator, AdministratorDomain, Organization};

/// The account's organisation.
///
/// # Errors
/// [`Code::OrganizationNotFound`].
pub(super) fn own_organization(
    register: &mut dyn Register,
    account: AccountId,
    id: OrganizationId,
) -> Result<Organization, Failure> {
    register.organization(id)?.filter(|found| found.account == account).ok_or_else(|| {
        Failure::new(
            Code::OrganizationNotFound,
            format!("CompanyId: there is no organisation {id} in this account"),
        )
    })
}

/// The account's administrator.
///
/// # Errors
/// [`Code::AdministratorNotFound`].
pub(super) fn own_administrator(
    register: &mut dyn Register,
    account: AccountId,
    id: AdministratorId,
) -> Result<Administrator, Failure> {
    register.administrator(id)?.filter(|found| found.account == account).ok_or_else(|| {
        Failure::new(
            Code::AdministratorNotFound,
            format!("ManagerId: there is no administrator {id} in this account"),
        )
    })
}

/// The account's domain.
///
/// # Errors
/// [`Code::AdministratorDomainNotFound`].
pub(super) fn own_domain(
    register: &mut dyn Register,
    account: AccountId,
    id: AdministratorDomainId,
) -> Result<AdministratorDomain, Failure> {
    register.administrator_domain(id)?.filter(|found| found.account == account).ok_or_else(|| {
        Failure::new(
            Code::AdministratorDomainNotFound,
            format!("DomainId: there is no domain {id} in this account"),
        )
    })
}
