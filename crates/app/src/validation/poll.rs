//! The background look for proofs: backs off while they are missing and resumes after a restart (E4).

use super::look::look;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::certificate::Stage;
use chancery_domain::ids::CertificateId;
use chancery_domain::time::Timestamp;

/// One round for one certificate. Returns when the next is due; nothing when none is needed any more.
///
/// # Errors
/// Only the register's.
pub async fn poll(
    app: &App,
    ctx: &Ctx,
    id: &CertificateId,
    attempts: i64,
) -> Result<Option<Timestamp>, Failure> {
    let Some(certificate) = look(app, ctx, id).await? else { return Ok(None) };
    if let Some(progress) = certificate.stage.proofs() {
        let looks_done = u32::try_from(attempts.max(0)).unwrap_or(u32::MAX);
        let pause = app.policy.validation.backoff_seconds(looks_done);
        // The last round comes right after the deadline, to close the application.
        return Ok(Some(ctx.now.plus_seconds(pause).min(progress.deadline.plus_seconds(1))));
    }
    if matches!(certificate.stage, Stage::Issuing { .. } | Stage::Revoking { .. }) {
        // The task that signs or revokes was stored in the same unit of work.
        app.tasks_due.notify_one();
    }
    Ok(None)
}
