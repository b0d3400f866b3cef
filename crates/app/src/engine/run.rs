//! The loop: claim what is due, run it side by side, finish or postpone each.

use super::handle::{Outcome, handle};
use crate::backoff::retry_delay_seconds;
use crate::ctx::{Ctx, Entropy};
use crate::failure::Failure;
use crate::ports::{Clock, NewTask, Scope, StoredTask, TaskKind};
use crate::service::App;
use chancery_domain::actor::Actor;
use chancery_domain::ids::RequestId;
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

/// Tasks that run at the same time.
const BATCH: usize = 32;

/// How long a claim holds, in seconds; longer than any probe may take.
const LEASE_SECONDS: i64 = 120;

/// How often a node looks for due tasks when nothing rings.
const ROUND: Duration = Duration::from_millis(500);

/// Runs stored tasks.
pub struct Engine {
    app: App,
    clock: Arc<dyn Clock>,
    entropy: Entropy,
}

impl Engine {
    /// An engine for this node.
    pub fn new(app: App, clock: Arc<dyn Clock>, entropy: Entropy) -> Self {
        Engine { app, clock, entropy }
    }

    /// Runs until `stop` is cancelled; tasks in progress are finished first. A slow task holds up no other: as long as
    /// fewer than a batch run, what falls due is claimed.
    pub async fn run(self, stop: CancellationToken) {
        self.plant_standing_tasks().await;
        let mut running = FuturesUnordered::new();
        while !stop.is_cancelled() {
            let room = BATCH.saturating_sub(running.len());
            let mut pause = ROUND;
            match claim(&self.app, self.clock.as_ref(), room).await {
                Ok(tasks) => {
                    let full = !tasks.is_empty() && tasks.len() == room;
                    for task in tasks {
                        running.push(run_one(&self.app, self.clock.as_ref(), &self.entropy, task));
                    }
                    if full && running.len() < BATCH {
                        continue;
                    }
                }
                Err(failure) => {
                    error!(error = %failure, "tasks could not be claimed");
                    pause = ROUND * 4;
                }
            }
            tokio::select! {
                () = stop.cancelled() => break,
                Some(()) = running.next(), if !running.is_empty() => {}
                () = self.app.tasks_due.notified(), if running.len() < BATCH => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        while running.next().await.is_some() {}
    }

    /// Tasks that always exist, one of each for the whole register.
    async fn plant_standing_tasks(&self) {
        let now = self.clock.now();
        let planted = self
            .app
            .store
            .write(Scope::Unguarded, move |register| {
                for kind in [
                    TaskKind::ExpireCertificates,
                    TaskKind::ForgetReplays,
                    TaskKind::RefreshRevocation,
                    TaskKind::ResumeAcmeOrders,
                    TaskKind::ForgetAcme,
                    TaskKind::ContinueTerms,
                    TaskKind::RenewByItself,
                    TaskKind::RemindOfEnds,
                    TaskKind::PackSearchTexts,
                ] {
                    if register.task(kind, "")?.is_none() {
                        register.add_task(&NewTask { kind, subject: String::new(), due_at: now })?;
                    }
                }
                Ok(())
            })
            .await;
        if let Err(failure) = planted {
            error!(error = %failure, "standing tasks could not be stored");
        }
    }
}

/// Claims one batch of due tasks and runs it to its end. Returns how many were claimed.
///
/// # Errors
/// Only when claiming fails; a task that fails is postponed.
pub async fn run_due(app: &App, clock: &dyn Clock, entropy: &Entropy) -> Result<usize, Failure> {
    let tasks = claim(app, clock, BATCH).await?;
    let count = tasks.len();
    let running: FuturesUnordered<_> =
        tasks.into_iter().map(|task| run_one(app, clock, entropy, task)).collect();
    running.collect::<()>().await;
    Ok(count)
}

/// Claims up to `most` due tasks.
async fn claim(app: &App, clock: &dyn Clock, most: usize) -> Result<Vec<StoredTask>, Failure> {
    let limit = u64::try_from(most).unwrap_or(0);
    if limit == 0 {
        return Ok(Vec::new());
    }
    let (owner, now) = (app.settings.node.clone(), clock.now());
    app.store
        .write(Scope::Unguarded, move |register| {
            Ok(register.claim_tasks(&owner, now, now.plus_seconds(LEASE_SECONDS), limit)?)
        })
        .await
}

/// Runs one claimed task and notes what came of it.
async fn run_one(app: &App, clock: &dyn Clock, entropy: &Entropy, task: StoredTask) {
    let ctx = Ctx {
        actor: Actor::system(),
        now: clock.now(),
        request_id: RequestId::from_chance(entropy.bytes()),
        entropy: entropy.clone(),
    };
    settle(app, &ctx, &task, handle(app, &ctx, &task).await).await;
}

/// Finishes or postpones a task by what came of it.
async fn settle(app: &App, ctx: &Ctx, task: &StoredTask, outcome: Result<Outcome, Failure>) {
    let (owner, claimed) = (app.settings.node.clone(), task.clone());
    let settled = match outcome {
        Ok(Outcome::Done) => {
            app.store
                .write(Scope::Unguarded, move |register| Ok(register.finish_task(&claimed, &owner)?))
                .await
        }
        Ok(Outcome::Again { at, why }) => {
            app.store
                .write(Scope::Unguarded, move |register| {
                    Ok(register.postpone_task(&claimed, &owner, at, &why)?)
                })
                .await
        }
        Err(failure) => {
            warn!(request_id = %ctx.request_id, task = task.kind.code(), subject = %task.subject,
                attempts = task.attempts, error = %failure, "task failed and will be tried again");
            let at = ctx.now.plus_seconds(retry_delay_seconds(task.attempts));
            let text = format!("{:?}", failure.code);
            app.store
                .write(Scope::Unguarded, move |register| {
                    Ok(register.postpone_task(&claimed, &owner, at, &text)?)
                })
                .await
        }
    };
    if let Err(failure) = settled {
        // The lease ends by itself and the task runs again.
        warn!(request_id = %ctx.request_id, task = task.kind.code(), error = %failure, "task could not be settled");
    }
}
