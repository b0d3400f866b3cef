//! What the examiners' work does to an application: the letter came, it was approved, it was refused. Called by the room
//! of reviews within its own unit of work.

use super::known::makings;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Register;
use crate::reactions::advance;
use crate::service::App;
use chancery_domain::certificate::{Certificate, CertificateError, Change, Makings, Stage};
use chancery_domain::ids::CertificateId;

/// The confirmation letter of an application is there (F2).
///
/// # Errors
/// [`crate::Code::CertificateNotFound`], [`crate::Code::LetterNotAwaited`].
pub fn letter_uploaded(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &CertificateId,
) -> Result<Certificate, Failure> {
    step(app, register, ctx, id, |stage, makings| stage.upload_letter(makings, ctx.now))
}

/// Staff approved the application, or its pre-review (F3).
///
/// # Errors
/// [`crate::Code::CertificateNotFound`], [`crate::Code::NotInReview`].
pub fn review_passed(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &CertificateId,
) -> Result<Certificate, Failure> {
    step(app, register, ctx, id, |stage, makings| stage.approve(makings, ctx.now))
}

/// Staff refused the application: `code` tells the cause, `detail` says it with the remedy (F5).
///
/// # Errors
/// [`crate::Code::CertificateNotFound`], [`crate::Code::NotInReview`].
pub fn review_refused(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &CertificateId,
    code: &str,
    detail: &str,
) -> Result<Certificate, Failure> {
    step(app, register, ctx, id, |stage, _| stage.refuse_review(code.to_owned(), detail.to_owned(), ctx.now))
}

fn step(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &CertificateId,
    act: impl FnOnce(Stage, Makings) -> Result<Change, CertificateError>,
) -> Result<Certificate, Failure> {
    let mut certificate = register.certificate(id)?.ok_or_else(|| Failure::no_certificate(id))?;
    let drawn = makings(app, register, &certificate, ctx.now, || ctx.entropy.token())?;
    let change = act(certificate.stage.clone(), drawn)?;
    advance(register, ctx, app, &mut certificate, change)?;
    Ok(certificate)
}
