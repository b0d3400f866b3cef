//! What the letter and the examiners' word do to a revocation that was asked for (I2); called within their unit of work.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Register;
use crate::reactions::advance;
use crate::service::App;
use chancery_domain::certificate::{Certificate, CertificateError, Change, Stage};
use chancery_domain::ids::CertificateId;

/// The letter of the revocation is there.
///
/// # Errors
/// [`crate::Code::CertificateNotFound`], [`crate::Code::LetterNotAwaited`].
pub fn letter_uploaded(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &CertificateId,
) -> Result<Certificate, Failure> {
    step(app, register, ctx, id, Stage::upload_revocation_letter)
}

/// Staff agree; a stored task carries it out.
///
/// # Errors
/// [`crate::Code::CertificateNotFound`], [`crate::Code::NotInReview`].
pub fn review_passed(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &CertificateId,
) -> Result<Certificate, Failure> {
    step(app, register, ctx, id, Stage::approve_revocation)
}

/// Staff refuse: the certificate stays in force.
///
/// # Errors
/// [`crate::Code::CertificateNotFound`], [`crate::Code::NotInReview`].
pub fn review_refused(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &CertificateId,
) -> Result<Certificate, Failure> {
    step(app, register, ctx, id, Stage::refuse_revocation)
}

fn step(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &CertificateId,
    act: impl FnOnce(Stage) -> Result<Change, CertificateError>,
) -> Result<Certificate, Failure> {
    let mut certificate = register.certificate(id)?.ok_or_else(|| Failure::no_certificate(id))?;
    let change = act(certificate.stage.clone())?;
    advance(register, ctx, app, &mut certificate, change)?;
    Ok(certificate)
}
