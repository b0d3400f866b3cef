//! What an application asks of profiles: whether they are approved today, and noting that it names them.

use super::fetch::{own_administrator, own_organization};
use crate::failure::{Code, Failure};
use crate::ports::Register;
use chancery_domain::catalogue::Level;
use chancery_domain::ids::{AccountId, AdministratorId, CertificateId, OrganizationId};
use chancery_domain::organization::{Administrator, Approval, Organization};
use chancery_domain::policy::Policy;
use chancery_domain::time::Timestamp;

/// The account's organisation and administrator with whether their approvals are in force for certificates of `level`
/// (F1; F2: then no letter is asked for).
///
/// # Errors
/// [`Code::OrganizationNotFound`]; [`Code::AdministratorNotFound`], also for an administrator of another organisation.
pub fn approved(
    register: &mut dyn Register,
    account: AccountId,
    organization: OrganizationId,
    administrator: AdministratorId,
    level: Level,
    now: Timestamp,
    policy: &Policy,
) -> Result<(Organization, Administrator, Approval), Failure> {
    let organization = own_organization(register, account, organization)?;
    let administrator = own_administrator(register, account, administrator)?;
    if administrator.organization != organization.id {
        let text = format!(
            "ManagerId: administrator {} does not belong to organisation {}",
            administrator.id, organization.id
        );
        return Err(Failure::new(Code::AdministratorNotFound, text));
    }
    let approval = Approval {
        organization: organization.stage.in_force(policy, now),
        administrator: administrator.stage(level).in_force(policy, now),
    };
    Ok((organization, administrator, approval))
}

/// Notes that a certificate names the administrator, which can then no longer be deleted. A second time changes nothing,
/// nor does an administrator that was deleted between filling in and submitting: the application has its own copy.
///
/// # Errors
/// Only the register's.
pub fn link(
    register: &mut dyn Register,
    administrator: AdministratorId,
    certificate: &CertificateId,
) -> Result<(), Failure> {
    if register.administrator(administrator)?.is_some() {
        register.link_administrator(administrator, certificate)?;
    }
    Ok(())
}
