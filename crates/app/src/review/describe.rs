//! A review with its documents, for staff; and what an applicant may see of the reviews of a certificate (F5).

use super::fetch::found;
use super::remind::reminder_opens_at;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::own_certificate::own_certificate;
use crate::ports::Register;
use crate::service::App;
use chancery_domain::actor::Role;
use chancery_domain::ids::{CertificateId, ReviewId};
use chancery_domain::review::{Document, DocumentPurpose, Review, ReviewSubject};
use chancery_domain::time::Timestamp;

/// A review and what lies with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Described {
    /// The review; nothing when a certificate never had one.
    pub review: Option<Review>,
    /// Letters, newest first.
    pub documents: Vec<Document>,
    /// How often the applicant reminded, and when last.
    pub reminders: (u64, Option<Timestamp>),
    /// From when on a reminder may be sent (F6); nothing where none is offered or nothing waits.
    pub reminder_opens_at: Option<Timestamp>,
}

/// For staff.
///
/// # Errors
/// [`Code::Unauthorized`], [`Code::ReviewNotFound`].
pub async fn describe(app: &App, ctx: &Ctx, id: ReviewId) -> Result<Described, Failure> {
    if ctx.actor.role != Role::Operator {
        return Err(Failure::new(Code::Unauthorized, "only an operator sees the queue of reviews"));
    }
    let service = app.clone();
    app.store
        .read(move |register| {
            let review = found(register, id)?;
            match review.subject.certificate().cloned() {
                Some(certificate) => {
                    let described = about(&service, register, &certificate)?;
                    Ok(Described { review: Some(review), ..described })
                }
                None => Ok(Described {
                    review: Some(review),
                    documents: Vec::new(),
                    reminders: (0, None),
                    reminder_opens_at: None,
                }),
            }
        })
        .await
}

/// The present or last review of the tenant's certificate.
///
/// # Errors
/// [`Code::CertificateNotFound`], also for another account's.
pub async fn describe_for(app: &App, ctx: &Ctx, id: &CertificateId) -> Result<Described, Failure> {
    let account = ctx.tenant()?;
    let (service, id) = (app.clone(), id.clone());
    app.store
        .read(move |register| {
            own_certificate(register, account, &id)?;
            about(&service, register, &id)
        })
        .await
}

fn about(app: &App, register: &mut dyn Register, id: &CertificateId) -> Result<Described, Failure> {
    let mut reviews = Vec::new();
    for subject in [
        ReviewSubject::Application(id.clone()),
        ReviewSubject::PreReview(id.clone()),
        ReviewSubject::Revocation(id.clone()),
    ] {
        reviews.extend(register.reviews_of(&subject)?);
    }
    let mut documents = Vec::new();
    for purpose in DocumentPurpose::ALL {
        documents.extend(register.documents(id, purpose)?);
    }
    // Numbers count up, so the highest is the newest.
    let review = reviews.into_iter().max_by_key(|review| review.id);
    let reminder_opens_at = reminder_opens_at(app, register, id)?;
    Ok(Described { review, documents, reminders: register.reminders(id)?, reminder_opens_at })
}
