//! Who applies, as entered or by profile, brought together and checked (F1, F2).

use crate::failure::{Code, Failure};
use crate::organization;
use crate::ports::Register;
use crate::service::App;
use chancery_domain::catalogue::{Brand, Product};
use chancery_domain::certificate::{Applicant, ApplicantError, Represented};
use chancery_domain::ids::{AccountId, AdministratorId, OrganizationId};
use chancery_domain::organization::{OrganizationDetails, Person};
use chancery_domain::time::Timestamp;

/// Who applies, as entered.
#[derive(Clone, Debug)]
pub enum ApplicantDraft {
    /// A person, who is reached under this address.
    Person {
        /// The address.
        mail: String,
    },
    /// An organisation.
    Organization(Box<OrganizationDraft>),
}

/// An organisation, as entered. A profile named takes the place of what is entered beside it.
#[derive(Clone, Debug, Default)]
pub struct OrganizationDraft {
    /// The organisation's profile.
    pub organization_id: Option<OrganizationId>,
    /// The administrator's profile, one of that organisation's.
    pub administrator_id: Option<AdministratorId>,
    /// The organisation, if no profile is named.
    pub organization: OrganizationDetails,
    /// The administrator, if no profile is named.
    pub administrator: Person,
    /// The contact; nothing where it is the administrator.
    pub contact: Option<Person>,
}

/// Takes in the profiles that are named; nothing is checked yet.
///
/// # Errors
/// [`Code::OrganizationNotFound`], [`Code::AdministratorNotFound`], [`Code::InvalidParameter`] for an administrator's
/// profile without the organisation's.
pub(super) fn with_profiles(
    app: &App,
    register: &mut dyn Register,
    account: AccountId,
    product: &Product,
    draft: ApplicantDraft,
    now: Timestamp,
) -> Result<Applicant, Failure> {
    let draft = match draft {
        ApplicantDraft::Person { mail } => return Ok(Applicant::Person { mail }),
        ApplicantDraft::Organization(draft) => *draft,
    };
    let mut applicant = Represented {
        organization_id: draft.organization_id,
        administrator_id: draft.administrator_id,
        organization: draft.organization,
        administrator: draft.administrator,
        contact: draft.contact,
    };
    match (draft.organization_id, draft.administrator_id) {
        (Some(organization), Some(administrator)) => {
            let (organization, administrator, _) = organization::approved(
                register,
                account,
                organization,
                administrator,
                product.level,
                now,
                &app.policy,
            )?;
            applicant.organization = organization.details;
            applicant.administrator = administrator.person;
            applicant.contact = applicant.contact.or(administrator.contact);
        }
        (Some(organization), None) => {
            let found = register.organization(organization)?.filter(|found| found.account == account);
            let found = found.ok_or_else(|| {
                let text =
                    format!("CompanyId: there is no organisation profile {organization} in this account");
                Failure::new(Code::OrganizationNotFound, text)
            })?;
            applicant.organization = found.details;
        }
        (None, Some(_)) => {
            let text = "ManagerId: names an administrator without its organisation; give CompanyId too";
            return Err(Failure::new(Code::InvalidParameter, text));
        }
        (None, None) => {}
    }
    Ok(Applicant::Organization(Box::new(applicant)))
}

/// Checks the facts against product and brand.
///
/// # Errors
/// [`Code::ContactEmailMissing`], [`Code::EmailInvalid`], [`Code::InvalidParameter`] with the field.
pub(super) fn checked(
    app: &App,
    product: &Product,
    brand: &Brand,
    applicant: Applicant,
) -> Result<Applicant, Failure> {
    applicant.checked(product, brand, &app.policy).map_err(|error| {
        let code = match &error {
            ApplicantError::ContactMailMissing => Code::ContactEmailMissing,
            ApplicantError::ContactMailInvalid => Code::EmailInvalid,
            ApplicantError::OrganizationNeeded { .. }
            | ApplicantError::Field(_)
            | ApplicantError::IdentityMissing { .. } => Code::InvalidParameter,
        };
        Failure::new(code, error.to_string())
    })
}

/// Whether the profiles that an applicant was taken from are both approved today for the product's level (F2).
///
/// # Errors
/// Only the register's.
pub(super) fn profile_approved(
    app: &App,
    register: &mut dyn Register,
    account: AccountId,
    product: &Product,
    applicant: Option<&Applicant>,
    now: Timestamp,
) -> Result<bool, Failure> {
    let Some((Some(organization), Some(administrator))) = applicant
        .and_then(Applicant::represented)
        .map(|represented| (represented.organization_id, represented.administrator_id))
    else {
        return Ok(false);
    };
    let found = organization::approved(
        register,
        account,
        organization,
        administrator,
        product.level,
        now,
        &app.policy,
    );
    match found {
        Ok((_, _, approval)) => Ok(approval.organization && approval.administrator),
        // A profile that is gone approves nothing.
        Err(failure) if matches!(failure.code, Code::OrganizationNotFound | Code::AdministratorNotFound) => {
            Ok(false)
        }
        Err(failure) => Err(failure),
    }
}
