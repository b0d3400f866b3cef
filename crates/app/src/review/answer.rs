//! The applicant answers a reviewer's question (F3).

use super::checked_text;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::own_certificate::own_certificate;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::ids::{CertificateId, ReviewId};
use chancery_domain::operation_log::Operation;
use chancery_domain::review::{Party, ReviewError, ReviewSubject};

/// Answers the question that is open in a review of the tenant's certificate; the reviewer goes on.
///
/// # Errors
/// [`Code::CertificateNotFound`], [`Code::InvalidParameter`], [`Code::ReviewState`] when nothing was asked.
pub async fn answer(app: &App, ctx: &Ctx, id: &CertificateId, text: &str) -> Result<ReviewId, Failure> {
    let account = ctx.tenant()?;
    let text = checked_text(app, "Answer", text, true)?;
    let (inner, id) = (ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let certificate = own_certificate(register, account, &id)?;
            let subjects = [
                ReviewSubject::Application(id.clone()),
                ReviewSubject::PreReview(id.clone()),
                ReviewSubject::Revocation(id.clone()),
            ];
            for subject in subjects {
                if let Some(mut review) = register.open_review(&subject)? {
                    review.answer(&Party::Applicant, text.clone(), inner.now)?;
                    register.update_review(&review)?;
                    let detail = format!("review {} of {subject}; the applicant answered", review.id);
                    record(
                        register,
                        &inner,
                        account,
                        Operation::ReviewWorked,
                        Some(&certificate.id),
                        detail,
                    )?;
                    return Ok(review.id);
                }
            }
            Err(Failure::new(Code::ReviewState, ReviewError::NotAsked.to_string()))
        })
        .await
}
