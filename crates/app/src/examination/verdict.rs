//! What a reviewer's word leads to, in the same unit of work: the application goes on or fails, the revocation is carried
//! out, the profile is approved (F1, F3, I2).

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::order;
use crate::organization::{self, Examined, ReviewStep};
use crate::ports::Register;
use crate::review;
use crate::revocation;
use crate::service::App;
use chancery_domain::ids::ReviewId;
use chancery_domain::review::{RefusalCause, Review, ReviewSubject, Reviewer, Stage};

/// Takes a review out of the queue.
///
/// # Errors
/// See [`review::take`].
pub async fn take(app: &App, ctx: &Ctx, id: ReviewId, reviewer: &Reviewer) -> Result<Review, Failure> {
    review::take(app, ctx, id, reviewer, follow).await
}

/// Puts it back.
///
/// # Errors
/// See [`review::release`].
pub async fn release(app: &App, ctx: &Ctx, id: ReviewId, reviewer: &Reviewer) -> Result<Review, Failure> {
    review::release(app, ctx, id, reviewer, follow).await
}

/// Decides in favour.
///
/// # Errors
/// See [`review::approve`]; those of what is reviewed, such as a certificate that was revoked meanwhile.
pub async fn approve(app: &App, ctx: &Ctx, id: ReviewId, reviewer: &Reviewer) -> Result<Review, Failure> {
    review::approve(app, ctx, id, reviewer, follow).await
}

/// Decides against.
///
/// # Errors
/// See [`review::refuse`]; those of what is reviewed.
pub async fn refuse(
    app: &App,
    ctx: &Ctx,
    id: ReviewId,
    reviewer: &Reviewer,
    cause: RefusalCause,
    note: &str,
) -> Result<Review, Failure> {
    review::refuse(app, ctx, id, reviewer, cause, note, follow).await
}

/// What follows from the stage that a review has reached.
fn follow(app: &App, register: &mut dyn Register, ctx: &Ctx, review: &Review) -> Result<(), Failure> {
    match &review.stage {
        Stage::Approved { .. } => passed(app, register, ctx, &review.subject),
        Stage::Refused { cause, note, .. } => {
            refused(app, register, ctx, &review.subject, cause.code(), &cause.explain(note))
        }
        // Profiles show whether an examiner has them (F1: `audit`, `CAaudit`).
        Stage::Taken { .. } | Stage::Asked { .. } | Stage::Seconding { .. } => {
            profile(register, ctx, &review.subject, &ReviewStep::Taken)
        }
        Stage::Waiting { .. } => profile(register, ctx, &review.subject, &ReviewStep::Released),
        Stage::Withdrawn { .. } => Ok(()),
    }
}

fn passed(app: &App, register: &mut dyn Register, ctx: &Ctx, subject: &ReviewSubject) -> Result<(), Failure> {
    match subject {
        ReviewSubject::Application(id) | ReviewSubject::PreReview(id) => {
            order::review_passed(app, register, ctx, id).map(drop)
        }
        ReviewSubject::Revocation(id) => revocation::review_passed(app, register, ctx, id).map(drop),
        ReviewSubject::Organization(_) | ReviewSubject::Administrator(_) => {
            profile(register, ctx, subject, &ReviewStep::Passed)
        }
    }
}

/// What a step means for a profile or administrator; nothing for other subjects.
fn profile(
    register: &mut dyn Register,
    ctx: &Ctx,
    subject: &ReviewSubject,
    step: &ReviewStep,
) -> Result<(), Failure> {
    let examined = match subject {
        ReviewSubject::Organization(id) => Examined::Organization(*id),
        ReviewSubject::Administrator(id) => Examined::Administrator(*id),
        ReviewSubject::Application(_) | ReviewSubject::PreReview(_) | ReviewSubject::Revocation(_) => {
            return Ok(());
        }
    };
    organization::reviewed(register, ctx, examined, step)
}

fn refused(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    subject: &ReviewSubject,
    code: &str,
    detail: &str,
) -> Result<(), Failure> {
    match subject {
        ReviewSubject::Application(id) | ReviewSubject::PreReview(id) => {
            order::review_refused(app, register, ctx, id, code, detail).map(drop)
        }
        ReviewSubject::Revocation(id) => revocation::review_refused(app, register, ctx, id).map(drop),
        ReviewSubject::Organization(_) | ReviewSubject::Administrator(_) => {
            let reason = format!("{code}: {detail}");
            profile(register, ctx, subject, &ReviewStep::Refused { reason })
        }
    }
}
