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

/// What came out of a certificate's kin (itself, the first of them, and all its reissues), where the newest reissue stands
/// for all of them; one that was revoked alone stands for none.
///
/// # Errors
/// Only the register's.
pub(crate) fn successors(
    register: &mut dyn Register,
    certificate: &Certificate,
) -> Result<Followers, Failure> {
    let first = first_of(certificate);
    let mut members = followers(register, &first)?.reissues;
    members.push(first);
    let children = register.children(&members)?.into_iter();
    let children = children.map(|child| (child.relation, child.id, child.stage));
    Ok(Followers::of_kin(children, &certificate.id))
}

/// The first certificate of a kin: the one that is reissued.
pub(crate) fn first_of(certificate: &Certificate) -> CertificateId {
    certificate.application().and_then(|a| a.reissues.clone()).unwrap_or_else(|| certificate.id.clone())
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
    let mut kin = followers(register, &first_of(certificate))?.reissues;
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
