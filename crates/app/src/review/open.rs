//! Puts something into the reviewers' queue (F3).

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::Register;
use crate::service::App;
use chancery_domain::catalogue::Level;
use chancery_domain::ids::{AccountId, ReviewId};
use chancery_domain::operation_log::Operation;
use chancery_domain::review::{Review, ReviewSubject, Stage};

/// What is to be reviewed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewReview {
    /// What.
    pub subject: ReviewSubject,
    /// Whose.
    pub account: AccountId,
    /// It belongs to something paid, which goes first (F1).
    pub paid: bool,
    /// The product's level; nothing for organisations.
    pub level: Option<Level>,
}

/// Opens a review with its due date, inside the unit of work that makes it necessary. A subject that has an open review
/// keeps that one, so that a step may run twice.
///
/// # Errors
/// Only the register's.
pub fn open(
    register: &mut dyn Register,
    app: &App,
    ctx: &Ctx,
    wanted: &NewReview,
) -> Result<ReviewId, Failure> {
    if let Some(present) = register.open_review(&wanted.subject)? {
        return Ok(present.id);
    }
    let (earliest_at, due_at) =
        app.desk.rules.due(&app.desk.calendar, &wanted.subject, wanted.level, ctx.now);
    if !app.desk.calendar.knows(due_at) {
        tracing::warn!(%due_at, "the calendar ends before this due date: only weekends count; give a newer calendar.file");
    }
    let review = Review {
        id: ReviewId(0),
        account: wanted.account,
        subject: wanted.subject.clone(),
        level: wanted.level,
        paid: wanted.paid,
        stage: Stage::Waiting { since: ctx.now },
        opened_at: ctx.now,
        earliest_at,
        due_at,
        calls: Vec::new(),
        questions: Vec::new(),
    };
    let id = register.insert_review(&review)?;
    let detail = format!("review {id} of {}; due: {due_at}", wanted.subject);
    record(register, ctx, wanted.account, Operation::ReviewOpened, wanted.subject.certificate(), detail)?;
    Ok(id)
}
