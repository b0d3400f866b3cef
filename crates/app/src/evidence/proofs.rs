//! Proofs of names, which serve the same applicant again for as long as the dated policy says (E5). CAA is looked up
//! before every issuance all the same.

use crate::failure::Failure;
use crate::ports::{DomainEvidence, Register};
use chancery_domain::certificate::{Application, Certificate, Progress};
use chancery_domain::ids::AccountId;
use chancery_domain::name::{DnsName, Name};
use chancery_domain::policy::Policy;
use chancery_domain::time::Timestamp;

/// Each name of an application with when it was proved for the same account and organisation, if that may be used again:
/// the dated policy wins over the 13 months of the seed (E5; BR 4.2.1). Free certificates are proved each time.
///
/// # Errors
/// Only the register's.
pub(crate) fn proved(
    register: &mut dyn Register,
    policy: &Policy,
    account: AccountId,
    application: &Application,
    now: Timestamp,
) -> Result<Vec<(Name, Option<Timestamp>)>, Failure> {
    let Some(applicant) = &application.applicant else {
        return Ok(application.bound.iter().map(|name| (name.clone(), None)).collect());
    };
    // (F1) The domains proved under the profile that the applicant was taken from, read once for all names.
    let domains = match applicant.represented().and_then(|represented| represented.organization_id) {
        Some(profile) => register.organization_domains(profile)?,
        None => Vec::new(),
    };
    let key = applicant.organization_key();
    let mut names = Vec::with_capacity(application.bound.len());
    for name in &application.bound {
        let kept = kept(register, account, &key, name)?.filter(|at| now < policy.domain_evidence_ends(*at));
        let good =
            domains.iter().filter(|domain| domain.account == account && domain.proves(name, policy, now));
        let under_profile = good.filter_map(|domain| domain.stage.proved_at()).max();
        names.push((name.clone(), kept.max(under_profile)));
    }
    Ok(names)
}

/// When an earlier application proved the name, or the domain above it in the DNS, which covers what stands below it too
/// (BR 3.2.2.4.7), up to the domain that was registered. An address is proved by itself alone (A4).
fn kept(
    register: &mut dyn Register,
    account: AccountId,
    key: &str,
    name: &Name,
) -> Result<Option<Timestamp>, Failure> {
    let mut at = register.domain_evidence(account, key, &name.base(), name.is_wildcard())?;
    let primary = name.dns().and_then(DnsName::primary);
    let mut above = name.dns().and_then(DnsName::parent);
    while let Some(base) = above.filter(|base| primary.as_ref().is_some_and(|p| base.is_at_or_below(p))) {
        at = at.max(register.domain_evidence(account, key, &Name::Plain(base.clone()), true)?);
        above = base.parent();
    }
    Ok(at)
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

/// Forgets the proofs behind a certificate that was revoked: those made for it, and those of its names that were used again
/// for it. Whoever lost a name may not use its old proof (E5).
///
/// # Errors
/// Only the register's.
pub(crate) fn drop_proofs(register: &mut dyn Register, certificate: &Certificate) -> Result<(), Failure> {
    register.drop_domain_evidence(&certificate.id)?;
    let Some(application) = certificate.application() else { return Ok(()) };
    let Some(applicant) = &application.applicant else { return Ok(()) };
    let key = applicant.organization_key();
    for name in &application.bound {
        register.drop_proofs_of(certificate.account, &key, &name.base())?;
    }
    Ok(())
}
