//! An applicant uploads another letter while staff examine the application (F2, F3).

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::Register;
use chancery_domain::operation_log::Operation;
use chancery_domain::review::ReviewSubject;

/// Drops a first approval, which was of the letter that lay there, inside the unit of work that keeps the new one.
///
/// # Errors
/// Only the register's.
pub fn letter_replaced(
    register: &mut dyn Register,
    ctx: &Ctx,
    subject: &ReviewSubject,
) -> Result<(), Failure> {
    let Some(mut review) = register.open_review(subject)? else { return Ok(()) };
    let next = review.stage.clone().letter_replaced(ctx.now);
    if next == review.stage {
        return Ok(());
    }
    review.stage = next;
    register.update_review(&review)?;
    let detail =
        format!("review {} of {subject}; another letter came: the first approval is dropped", review.id);
    record(register, ctx, review.account, Operation::ReviewWorked, subject.certificate(), detail)
}
