//! A review goes away with what it is about: an application that was cancelled, a profile that was deleted.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::Register;
use chancery_domain::operation_log::Operation;
use chancery_domain::review::{Party, ReviewSubject};

/// Withdraws the open review of a subject, inside the unit of work that gives it up. Where there is none, nothing happens.
///
/// # Errors
/// Only the register's.
pub fn withdraw(register: &mut dyn Register, ctx: &Ctx, subject: &ReviewSubject) -> Result<(), Failure> {
    let Some(mut review) = register.open_review(subject)? else { return Ok(()) };
    review.stage = review.stage.clone().withdraw(&Party::Service, ctx.now)?;
    register.update_review(&review)?;
    let detail = format!("review {} of {subject}; withdrawn", review.id);
    record(register, ctx, review.account, Operation::ReviewWorked, subject.certificate(), detail)
}
