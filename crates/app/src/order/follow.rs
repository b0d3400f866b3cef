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
use chancery_domain::certificate::{Application, Certificate, CsrOrigin, Origin, Passage, Stage};
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
        // (M3) Only what ends soon is ignored.
        notices_ignored: false,
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
