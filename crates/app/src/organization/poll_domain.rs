//! The background look for the proof of an administrator's domain: backs off while it is missing, ends at the deadline.

use super::look_at_domain::look_at_domain;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::ids::AdministratorDomainId;
use chancery_domain::organization::DomainStage;
use chancery_domain::time::Timestamp;

/// One round for one domain. Returns when the next is due; nothing when none is needed any more.
///
/// # Errors
/// Only the register's.
pub async fn poll_domain(
    app: &App,
    ctx: &Ctx,
    id: AdministratorDomainId,
    attempts: i64,
) -> Result<Option<Timestamp>, Failure> {
    match look_at_domain(app, ctx, id).await?.map(|domain| domain.stage) {
        Some(DomainStage::Waiting { deadline, .. }) => {
            let looks_done = u32::try_from(attempts.max(0)).unwrap_or(u32::MAX);
            let pause = app.policy.validation.backoff_seconds(looks_done);
            // The last round comes right after the deadline, to close it.
            Ok(Some(ctx.now.plus_seconds(pause).min(deadline.plus_seconds(1))))
        }
        Some(DomainStage::Proved { .. } | DomainStage::Failed { .. }) | None => Ok(None),
    }
}
