//! The round of the whole register that reminds holders of certificates which end soon (M1; seeds 000 and 002), unless they
//! asked not to be told (M3) or have renewed. The reminder is a line of the operation log; channels that carry it further
//! hang on that.
//!
//! It walks only what is due, and may run twice or be cut off anywhere: what is due goes with the line.

use super::AT_ONCE;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::kin::successors;
use crate::operation_log::record;
use crate::ports::{Concern, Register, Scope};
use crate::service::App;
use chancery_domain::certificate::Stage;
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::operation_log::Operation;
use futures_util::stream::{self, TryStreamExt};

/// Certificates looked at in one round.
const BATCH: u64 = 200;

/// One round. Returns whether there may be more.
///
/// # Errors
/// Only the register's.
pub async fn remind_of_ends(app: &App, ctx: &Ctx) -> Result<bool, Failure> {
    let now = ctx.now;
    let due = app.store.read(move |register| Ok(register.due(Concern::Reminder, now, BATCH)?)).await?;
    let more = u64::try_from(due.len()).unwrap_or(0) == BATCH;
    stream::iter(due.into_iter().map(Ok))
        .try_for_each_concurrent(AT_ONCE, |(account, id)| async move {
            let (service, ctx) = (app.clone(), ctx.clone());
            app.store
                .write(Scope::Account(account), move |register| {
                    remind(&service, register, &ctx, account, &id)
                })
                .await
        })
        .await?;
    Ok(more)
}

/// The unit of work: decides once more under the account's lock.
fn remind(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    id: &CertificateId,
) -> Result<(), Failure> {
    // Another node may have done it since the list was read.
    if register.due_at(Concern::Reminder, id)?.is_none_or(|at| at > ctx.now) {
        return Ok(());
    }
    register.drop_due(Concern::Reminder, id)?;
    let Some(certificate) = register.certificate(id)? else { return Ok(()) };
    // Refused or not proved, a revocation leaves it in force (I2).
    if matches!(certificate.stage, Stage::Revoking { .. }) {
        let at = ctx.now.plus_seconds(app.policy.renewal.retry_seconds);
        return Ok(register.set_due(Concern::Reminder, account, id, at)?);
    }
    let Stage::Issued(validity) = &certificate.stage else { return Ok(()) };
    let over = validity.not_after < ctx.now;
    // (M3) An ignored certificate is not told of; the reminder does not come later either.
    if over || certificate.notices_ignored || successors(register, &certificate)?.renewal.is_some() {
        return Ok(());
    }
    let detail = format!("{} ends at {}; renewal is open", certificate.domain, validity.not_after);
    record(register, ctx, account, Operation::ExpiryReminded, Some(id), detail)
}
