//! Asks the examiners for a look at an organisation or administrator, and takes that back.

use super::reviewed::Examined;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Register;
use crate::review::{self, NewReview};
use crate::service::App;
use chancery_domain::catalogue::Level;
use chancery_domain::ids::AccountId;

/// Puts it into the reviewers' queue, due within one business day; what belongs to an account with a paid order that
/// waits for its certificate goes first (F1). One that is in the queue already stays there once.
///
/// # Errors
/// Only the register's.
pub(super) fn request_review(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    examined: Examined,
    level: Option<Level>,
) -> Result<(), Failure> {
    let paid = register.has_paid_order(account)?;
    let wanted = NewReview { subject: examined.subject(), account, paid, level };
    review::open(register, app, ctx, &wanted).map(drop)
}

/// Takes a review back when what it is about goes away.
///
/// # Errors
/// Only the register's.
pub(super) fn withdraw_review(
    register: &mut dyn Register,
    ctx: &Ctx,
    examined: Examined,
) -> Result<(), Failure> {
    review::withdraw(register, ctx, &examined.subject())
}
