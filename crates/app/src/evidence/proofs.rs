//! Proofs of names, which serve the same applicant again for as long as the dated policy says (E5). CAA is looked up
//! before every issuance all the same.

use crate::failure::Failure;
use crate::ports::{DomainEvidence, Register};
use chancery_domain::certificate::{Applicant, Application, Certificate, Progress};
use chancery_domain::ids::AccountId;
use chancery_domain::name::{DnsName, Name};
use chancery_domain::policy::Policy;
use chancery_domain::time::Timestamp;

/// When a name was proved for the same account and organisation, if that may be used again: the dated policy wins over
/// the 13 months of the seed (E5; BR 4.2.1). Free certificates are proved each time.
///
/// # Errors
/// Only the register's.
pub(crate) fn proved_at(
    register: &mut dyn Register,
    policy: &Policy,
    account: AccountId,
    application: &Application,
    name: &Name,
    now: Timestamp,
) -> Result<Option<Timestamp>, Failure> {
    let Some(applicant) = &application.applicant else { return Ok(None) };
    let key = applicant.organization_key();
    let mut at = register.domain_evidence(account, &key, &name.base(), name.is_wildcard())?;
    // A proof in the DNS covers what stands below the name too (BR 3.2.2.4.7), up to the domain that was registered. An
    // address is proved by itself alone (A4).
    let primary = name.dns().and_then(DnsName::primary);
    let mut above = name.dns().and_then(DnsName::parent);
    while let Some(base) = above.filter(|base| primary.as_ref().is_some_and(|p| base.is_at_or_below(p))) {
        at = at.max(register.domain_evidence(account, &key, &Name::Plain(base.clone()), true)?);
        above = base.parent();
    }
    let kept = at.filter(|at| now < policy.domain_evidence_ends(*at));
    Ok(kept.max(proved_under_profile(register, policy, account, applicant, name, now)?))
}

/// When a name was last proved under an administrator of the profile that the applicant was taken from (F1), if that may
/// be used again.
fn proved_under_profile(
    register: &mut dyn Register,
    policy: &Policy,
    account: AccountId,
    applicant: &Applicant,
    name: &Name,
    now: Timestamp,
) -> Result<Option<Timestamp>, Failure> {
    let Some(profile) = applicant.represented().and_then(|represented| represented.organization_id) else {
        return Ok(None);
    };
    let domains = register.organization_domains(profile)?;
    let good = domains.iter().filter(|domain| domain.account == account && domain.proves(name, policy, now));
    Ok(good.filter_map(|domain| domain.stage.proved_at()).max())
}

/// Keeps the proofs of a validation that is complete, for later applications of the same applicant (E5).
///
/// # Errors
/// Only the register's.
pub(crate) fn keep_proofs(
    register: &mut dyn Register,
    certificate: &Certificate,
    progress: &Progress,
    now: Timestamp,
) -> Result<(), Failure> {
    let Some(application) = certificate.application() else { return Ok(()) };
    let Some(applicant) = &application.applicant else { return Ok(()) };
    for (position, challenge) in progress.challenges.iter().enumerate() {
        register.put_domain_evidence(&DomainEvidence {
            account: certificate.account,
            organization: applicant.organization_key(),
            base: challenge.base.clone(),
            wildcards: application.method.proves_wildcards(),
            certificate: certificate.id.clone(),
            proved_at: progress.passed.get(position).copied().flatten().unwrap_or(now),
        })?;
    }
    Ok(())
}
