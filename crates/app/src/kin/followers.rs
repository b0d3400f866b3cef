//! What came out of a certificate, and what it came out of.

use crate::failure::Failure;
use crate::ports::Register;
use chancery_domain::certificate::{Certificate, Followers};
use chancery_domain::ids::CertificateId;

/// What came out of a certificate, without what came to nothing.
///
/// # Errors
/// Only the register's.
pub(crate) fn followers(register: &mut dyn Register, id: &CertificateId) -> Result<Followers, Failure> {
    let children = register.children(std::slice::from_ref(id))?;
    Ok(Followers::of(children.into_iter().map(|child| (child.relation, child.id, child.stage))))
}

/// What came out of a certificate, where the newest reissue of its kin stands for all of them: also for one that is a
/// reissue itself.
///
/// # Errors
/// Only the register's.
pub(crate) fn successors(
    register: &mut dyn Register,
    certificate: &Certificate,
) -> Result<Followers, Failure> {
    let mut successors = followers(register, &certificate.id)?;
    if let Some(first) = certificate.application().and_then(|application| application.reissues.as_ref()) {
        successors.reissues = followers(register, first)?.reissues;
    }
    let newest = successors.newest_reissue().filter(|newest| **newest != certificate.id).cloned();
    successors.reissues = newest.into_iter().collect();
    Ok(successors)
}

/// The certificates whose key may serve again in one that comes out of this one: itself, those that it came out of, and
/// the reissues of its kin.
///
/// # Errors
/// Only the register's.
pub(crate) fn kin(
    register: &mut dyn Register,
    certificate: &Certificate,
) -> Result<Vec<CertificateId>, Failure> {
    let first = certificate.application().and_then(|a| a.reissues.clone()).unwrap_or(certificate.id.clone());
    let mut kin = followers(register, &first)?.reissues;
    let mut next = Some(certificate.clone());
    while let Some(member) = next {
        if !kin.contains(&member.id) {
            kin.push(member.id.clone());
        }
        let parent = member.application().and_then(|a| a.continues.clone().or(a.reissues.clone()));
        next = match parent.filter(|parent| !kin.contains(parent)) {
            Some(parent) => register.certificate(&parent)?,
            None => None,
        };
    }
    Ok(kin)
}
