//! The applicant reminds the reviewers (F6, seed 001).

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::own_certificate::own_certificate;
use crate::ports::{Register, Scope};
use crate::service::App;
use chancery_domain::catalogue::{Brand, Product, Step};
use chancery_domain::certificate::{Certificate, Stage};
use chancery_domain::ids::CertificateId;
use chancery_domain::operation_log::Operation;
use chancery_domain::review::{DocumentPurpose, ReminderError, ReminderQuestion, ReviewSubject};
use chancery_domain::time::Timestamp;

/// Sends a reminder for the tenant's certificate; operators see how often and when.
///
/// # Errors
/// [`Code::CertificateNotFound`]; [`Code::ReminderRefused`] says why not, and from when on.
pub async fn remind(app: &App, ctx: &Ctx, id: &CertificateId) -> Result<(), Failure> {
    let account = ctx.tenant()?;
    let (service, inner, id) = (app.clone(), ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let certificate = own_certificate(register, account, &id)?;
            let refused = |error: ReminderError| Failure::new(Code::ReminderRefused, error.to_string());
            let (product, brand) = goods(&service, &certificate).ok_or(refused(ReminderError::NotOffered))?;
            let question = question(register, &certificate, product, brand)?;
            service.desk.rules.reminder.check(&question, inner.now).map_err(refused)?;
            register.insert_reminder(&id, inner.now)?;
            record(register, &inner, account, Operation::ReviewReminded, Some(&id), "reviewers reminded")
        })
        .await
}

/// From when on a reminder may be sent.
///
/// # Errors
/// Only the register's.
pub fn reminder_opens_at(
    app: &App,
    register: &mut dyn Register,
    id: &CertificateId,
) -> Result<Option<Timestamp>, Failure> {
    let Some(certificate) = register.certificate(id)? else { return Ok(None) };
    let Some((product, brand)) = goods(app, &certificate) else { return Ok(None) };
    let question = question(register, &certificate, product, brand)?;
    Ok(app.desk.rules.reminder.opens_at(&question))
}

fn goods<'a>(app: &'a App, certificate: &Certificate) -> Option<(&'a Product, &'a Brand)> {
    let product = app.catalogue.product(certificate.application()?.product.0)?;
    Some((product, app.catalogue.brand_of(product)?))
}

fn question<'a>(
    register: &mut dyn Register,
    certificate: &Certificate,
    product: &Product,
    brand: &'a Brand,
) -> Result<ReminderQuestion<'a>, Failure> {
    let (_, last_at) = register.reminders(&certificate.id)?;
    Ok(ReminderQuestion {
        brand: &brand.key,
        level: product.level,
        free: product.is_free(),
        started_at: started_at(register, certificate, product)?,
        last_at,
    })
}

/// When the reminder's clock began (seed 001): for DV the information was submitted, which begins its validation; for OV
/// and EV the letter was uploaded, or the review began where none was asked for.
fn started_at(
    register: &mut dyn Register,
    certificate: &Certificate,
    product: &Product,
) -> Result<Option<Timestamp>, Failure> {
    if product.level.is_dv() {
        return Ok(match &certificate.stage {
            Stage::Validating(progress, _) => Some(progress.begun_at),
            _ => None,
        });
    }
    let Stage::Reviewing(passage) = &certificate.stage else { return Ok(None) };
    let subject = match passage.current() {
        Some(Step::PreReview) => ReviewSubject::PreReview(certificate.id.clone()),
        _ => ReviewSubject::Application(certificate.id.clone()),
    };
    // A letter of an earlier round, which was refused or given up, started the clock of that one.
    let letters = register.documents(&certificate.id, DocumentPurpose::ConfirmLetter)?;
    let uploaded = letters.first().map(|letter| letter.uploaded_at).filter(|at| *at >= passage.since);
    let opened = register.open_review(&subject)?.map(|review| review.opened_at);
    Ok(uploaded.or(opened))
}
