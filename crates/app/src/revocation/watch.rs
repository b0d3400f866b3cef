//! Watches the register for revocations made on other nodes, a few times a second, and keeps signed answers fresh.

use super::answer_ocsp::renew_due;
use crate::ctx::{Ctx, Entropy};
use crate::failure::Failure;
use crate::ports::Clock;
use crate::service::App;
use chancery_domain::actor::Actor;
use chancery_domain::ids::RequestId;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Between two looks: a revocation is seen on every node within a second.
const ROUND: Duration = Duration::from_millis(300);

/// Revocations read at once; when there are more, everything kept is dropped instead.
const BATCH: u64 = 1_000;

/// Answers signed anew in one round.
const RENEWED: usize = 64;

/// Runs until `stop` is cancelled.
pub async fn watch(app: App, clock: Arc<dyn Clock>, entropy: Entropy, stop: CancellationToken) {
    let mut position = None;
    while !stop.is_cancelled() {
        match look(&app, position).await {
            Ok(newest) => position = Some(newest),
            Err(failure) => tracing::warn!(error = %failure, "revocations could not be looked at"),
        }
        let ctx = Ctx {
            actor: Actor::system(),
            now: clock.now(),
            request_id: RequestId::from_chance(entropy.bytes()),
            entropy: entropy.clone(),
        };
        renew_due(&app, &ctx, RENEWED).await;
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(ROUND) => {}
            () = app.revocation.bell.notified() => {}
        }
    }
}

/// Takes note of what was committed after `position`, and returns up to where.
async fn look(app: &App, position: Option<i64>) -> Result<i64, Failure> {
    let (newest, fresh) = app
        .store
        .read(move |register| {
            let newest = register.newest_revision()?;
            let fresh = match position {
                Some(position) if newest > position && newest.abs_diff(position) <= BATCH => {
                    register.revocations_after(position, BATCH)?
                }
                _ => Vec::new(),
            };
            Ok((newest, fresh))
        })
        .await?;
    match position {
        Some(position) if newest <= position => return Ok(position),
        // Noted in order, so that all are noted when the last is.
        Some(_) if !fresh.is_empty() => {
            fresh.iter().for_each(|revocation| app.revocation.note_seen(revocation))
        }
        _ => app.revocation.forget_all(),
    }
    app.revocation.watched();
    Ok(newest)
}
