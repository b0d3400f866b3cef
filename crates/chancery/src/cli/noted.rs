//! What an operator's command was refused stands in the operation log, as a tenant's refused call does (C4, F3, N2).

use super::key::plain;
use crate::wiring::Opened;
use anyhow::Result;
use chancery_app::{Ctx, Failure, operation_log};
use chancery_domain::ids::AccountId;

/// The outcome in the words that the operator may read. A refusal is written first to the log of the account concerned,
/// or to the house's: who, what and the code.
pub async fn noted<T>(
    opened: &Opened,
    ctx: &Ctx,
    account: Option<AccountId>,
    what: &str,
    outcome: Result<T, Failure>,
) -> Result<T> {
    if let Err(failure) = &outcome {
        operation_log::note_staff_refusal(&opened.app, ctx, account, what, failure).await;
    }
    outcome.map_err(plain)
}
