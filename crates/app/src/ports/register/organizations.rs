//! Organisation profiles, their administrators, and the domains proved under them (F1).

use super::Stored;
use super::looks::Look;
use chancery_domain::ids::{
    AccountId, AdministratorDomainId, AdministratorId, CertificateId, OrganizationId,
};
use chancery_domain::organization::{Administrator, AdministratorDomain, Organization, Stage};

/// A page of organisation profiles.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrganizationPage {
    /// The rows, newest first.
    pub items: Vec<Organization>,
    /// How many there are in all.
    pub total: u64,
}

/// Organisation profiles and their administrators.
pub trait Organizations {
    /// Adds a profile under the next number of the whole register and returns that. There is no way to change its
    /// details afterwards, and none to remove it.
    fn insert_organization(&mut self, organization: &Organization) -> Stored<OrganizationId>;
    /// The profile of that number.
    fn organization(&mut self, id: OrganizationId) -> Stored<Option<Organization>>;
    /// Writes how far its examination is, and nothing else of it.
    fn set_organization_stage(&mut self, id: OrganizationId, stage: &Stage) -> Stored<()>;
    /// A page of an account's profiles.
    fn list_organizations(&mut self, account: AccountId, offset: u64, limit: u64)
    -> Stored<OrganizationPage>;
    /// How many profiles an operator allows the account, if that was ever said.
    fn organization_allowance(&mut self, account: AccountId) -> Stored<Option<i64>>;
    /// Writes that down.
    fn set_organization_allowance(&mut self, account: AccountId, profiles: i64) -> Stored<()>;
    /// Whether the account has an order that cost something, was paid and is not issued yet: what the account has
    /// examined goes first then (F1).
    fn has_paid_order(&mut self, account: AccountId) -> Stored<bool>;

    /// Adds an administrator under the next number of the whole register and returns that.
    fn insert_administrator(&mut self, administrator: &Administrator) -> Stored<AdministratorId>;
    /// The administrator of that number.
    fn administrator(&mut self, id: AdministratorId) -> Stored<Option<Administrator>>;
    /// Writes it back.
    fn update_administrator(&mut self, administrator: &Administrator) -> Stored<()>;
    /// Removes it with its domains; its number is not given again.
    fn delete_administrator(&mut self, id: AdministratorId) -> Stored<()>;
    /// All administrators of an organisation, newest first; the policy bounds how many there are.
    fn administrators(&mut self, organization: OrganizationId) -> Stored<Vec<Administrator>>;
    /// Notes that a certificate names the administrator; a second time changes nothing. The note goes with the
    /// certificate.
    fn link_administrator(&mut self, id: AdministratorId, certificate: &CertificateId) -> Stored<()>;
    /// How many certificates name it.
    fn administrator_links(&mut self, id: AdministratorId) -> Stored<u64>;
}

/// Domains under administrators.
pub trait AdministratorDomains {
    /// Adds a domain under the next number of the whole register and returns that;
    /// [`super::StoreError::Taken`] when the administrator has one of that name.
    fn insert_administrator_domain(&mut self, domain: &AdministratorDomain) -> Stored<AdministratorDomainId>;
    /// The domain of that number.
    fn administrator_domain(&mut self, id: AdministratorDomainId) -> Stored<Option<AdministratorDomain>>;
    /// Writes it back.
    fn update_administrator_domain(&mut self, domain: &AdministratorDomain) -> Stored<()>;
    /// All domains of an administrator, newest first; the policy bounds how many there are.
    fn administrator_domains(&mut self, administrator: AdministratorId) -> Stored<Vec<AdministratorDomain>>;
    /// All domains of an organisation, of whichever administrator (E5).
    fn organization_domains(&mut self, organization: OrganizationId) -> Stored<Vec<AdministratorDomain>>;
    /// Keeps this look as the last one at the domain's challenge.
    fn put_administrator_domain_look(&mut self, id: AdministratorDomainId, look: &Look) -> Stored<()>;
    /// The last look at its challenge.
    fn administrator_domain_look(&mut self, id: AdministratorDomainId) -> Stored<Option<Look>>;
}
