//! Approvals of the same information, which need no second review (F4).

use crate::failure::Failure;
use crate::ports::Register;
use chancery_domain::certificate::{Applicant, Application, Certificate};
use chancery_domain::ids::AccountId;
use chancery_domain::policy::Policy;
use chancery_domain::time::Timestamp;
use chancery_pki::digest;

/// When the application's information was approved before for its product, while that is still good (F4; BR 4.2.1).
///
/// # Errors
/// Only the register's.
pub(crate) fn approved_at(
    register: &mut dyn Register,
    policy: &Policy,
    account: AccountId,
    application: &Application,
    now: Timestamp,
) -> Result<Option<Timestamp>, Failure> {
    let Some(information) = application.applicant.as_ref().and_then(information) else { return Ok(None) };
    let at = register.approval(account, application.product, &information)?;
    // It has to be good still when the names are proved.
    let issued_by = now.plus_seconds(policy.validation.deadline_seconds);
    Ok(at.filter(|at| issued_by < policy.organisation_evidence_ends(*at)))
}

/// Keeps the approval of an issued certificate's organisation, for later applications with the same information (F4).
///
/// # Errors
/// Only the register's.
pub(crate) fn keep_approval(register: &mut dyn Register, certificate: &Certificate) -> Result<(), Failure> {
    let approved_at = certificate.validity().and_then(|validity| validity.approved_at);
    let application = certificate.application();
    if let (Some(at), Some(application)) = (approved_at, application)
        && let Some(information) = application.applicant.as_ref().and_then(information)
    {
        register.put_approval(certificate.account, application.product, &information, at)?;
    }
    Ok(())
}

/// The same text for the same information about an organisation and its administrator; nothing for a person.
fn information(applicant: &Applicant) -> Option<String> {
    let represented = applicant.represented()?;
    let facts = (&represented.organization, &represented.administrator);
    serde_json::to_string(&facts).ok().map(|text| digest::sha256_hex(text.as_bytes()))
}
