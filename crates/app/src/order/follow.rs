//! A certificate that comes out of another one and takes over its application: a reissue (J), or the next one of a paid
//! term (K3). One way for both, inside the unit of work of whoever decided it.

use super::key::{Key, claim_key_among};
use super::known::makings;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::fresh_id::fresh_certificate_id;
use crate::key_maker::Made;
use crate::operation_log::record;
use crate::ports::{CertificateFiles, Register};
use crate::reactions::react;
use crate::service::App;
use chancery_domain::certificate::{Application, Certificate, CsrOrigin, Followers, Origin, Passage, Stage};
use chancery_domain::ids::CertificateId;
use chancery_domain::operation_log::Operation;
use chancery_pki::csr;

/// A certificate to be put into the register.
pub(crate) struct Follower<'a> {
    /// Out of which it comes.
    pub parent: &'a Certificate,
    /// What is applied for with it.
    pub application: Application,
    /// Its key.
    pub key: &'a Key,
    /// Certificates whose key it may have.
    pub kin: &'a [CertificateId],
    /// What it has to pass.
    pub passage: Passage,
    /// The line of the operation log.
    pub line: (Operation, String),
}

/// Puts it into the register and begins its passage.
///
/// # Errors
/// [`crate::Code::KeyReused`], [`crate::Code::KeyRefused`]; the register's.
pub(crate) fn follow(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    follower: Follower<'_>,
) -> Result<Certificate, Failure> {
    let Follower { parent, application, key, kin, passage, line } = follower;
    let mut certificate = Certificate {
        id: fresh_certificate_id(register, ctx)?,
        origin: Origin::Applied(application),
        algorithm: Some(key.algorithm),
        algorithm_text: key.algorithm.to_string(),
        stage: Stage::AwaitingInformation,
        created_at: ctx.now,
        changed_at: ctx.now,
        password_chosen: key.password_chosen,
        key_held: key.made.sealed_key.is_some(),
        ..parent.clone()
    };
    let drawn = makings(app, register, &certificate, ctx.now, || ctx.entropy.token())?;
    let change = Stage::follow(passage, drawn, ctx.now)?;
    certificate.stage = change.next;
    let files = CertificateFiles {
        csr_der: Some(key.made.csr_der.clone()),
        sealed_key: key.made.sealed_key.clone(),
        download_allowed: true,
        ..CertificateFiles::default()
    };
    register.insert_certificate(&certificate, &files)?;
    claim_key_among(register, ctx, key, &certificate.id, kin)?;
    let (operation, detail) = line;
    record(register, ctx, certificate.account, operation, Some(&certificate.id), detail)?;
    react(register, ctx, app, &certificate, &change.events)?;
    Ok(certificate)
}

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

/// The key and CSR of a certificate, for another one with the same (J2: "the CSR of the original").
///
/// # Errors
/// [`crate::Code::Internal`] for a certificate without CSR: only uploads have none.
pub(crate) fn same_key(certificate: &Certificate, files: &CertificateFiles) -> Result<Key, Failure> {
    let csr_der = files.csr_der.clone().ok_or_else(|| Failure::internal("application without CSR"))?;
    let facts = csr::decode(&csr_der).map_err(Failure::internal)?;
    let algorithm =
        certificate.algorithm.ok_or_else(|| Failure::internal("application without a kind of key"))?;
    Ok(Key {
        made: Made { spki_sha256: facts.spki_sha256(), csr_der, sealed_key: files.sealed_key.clone() },
        algorithm,
        origin: certificate.application().map_or(CsrOrigin::Pasted, |application| application.csr),
        password_chosen: certificate.password_chosen,
    })
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
