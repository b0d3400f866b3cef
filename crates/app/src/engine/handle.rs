//! Which use-case a stored task runs.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::{Scope, StoredTask, TaskKind};
use crate::service::App;
use crate::{acme, benefit, certificate, issuance, order, organization, renewal, revocation, validation};
use chancery_domain::ids::{AdministratorDomainId, CertificateId, OrderId, PackageId};
use chancery_domain::time::Timestamp;

/// What came of a task.
pub enum Outcome {
    /// It need not run again.
    Done,
    /// It runs again at a later moment.
    Again {
        /// When.
        at: Timestamp,
        /// Why, for the record.
        why: String,
    },
}

/// Seconds between two rounds of a standing task.
const STANDING_SECONDS: i64 = 60;

/// Seconds between two looks at which revocation lists are due.
const REFRESH_SECONDS: i64 = 600;

/// Runs one task.
///
/// # Errors
/// Whatever the use-case says; the engine then tries again later.
pub async fn handle(app: &App, ctx: &Ctx, task: &StoredTask) -> Result<Outcome, Failure> {
    match task.kind {
        TaskKind::CheckValidation => {
            let Some(id) = subject(task) else { return Ok(Outcome::Done) };
            let next = validation::poll(app, ctx, &id, task.attempts).await?;
            Ok(next.map_or(Outcome::Done, |at| Outcome::Again { at, why: String::new() }))
        }
        TaskKind::SignCertificate => {
            if let Some(id) = subject(task) {
                issuance::sign(app, ctx, &id).await?;
            }
            Ok(Outcome::Done)
        }
        TaskKind::ExpireCertificates => {
            let more = certificate::expire(app, ctx).await?;
            let pause = if more { 0 } else { STANDING_SECONDS };
            Ok(Outcome::Again { at: ctx.now.plus_seconds(pause), why: String::new() })
        }
        TaskKind::ForgetReplays => {
            let now = ctx.now;
            app.store.write(Scope::Unguarded, move |register| Ok(register.forget_signatures(now)?)).await?;
            Ok(Outcome::Again { at: ctx.now.plus_seconds(STANDING_SECONDS), why: String::new() })
        }
        TaskKind::RevokeKey => {
            let found = revocation::revoke_key(app, ctx, &task.subject).await?;
            if !found && task.attempts > 1 {
                return Ok(Outcome::Done);
            }
            let pause = if found { 0 } else { STANDING_SECONDS };
            Ok(Outcome::Again { at: ctx.now.plus_seconds(pause), why: String::new() })
        }
        TaskKind::ValidateAcmeAuthorization => {
            if let Ok(id) = task.subject.parse() {
                acme::validate(app, ctx, &id).await?;
            }
            Ok(Outcome::Done)
        }
        TaskKind::ResumeAcmeOrders => {
            acme::resume(app, ctx).await?;
            let at = ctx.now.plus_seconds(app.policy.acme.resume_after_seconds);
            Ok(Outcome::Again { at, why: String::new() })
        }
        TaskKind::RenewAcmeOrder => {
            let Ok(id) = task.subject.parse() else { return Ok(Outcome::Done) };
            let next = acme::renew(app, ctx, &id).await?;
            Ok(next.map_or(Outcome::Done, |at| Outcome::Again { at, why: String::new() }))
        }
        TaskKind::ForgetAcme => {
            let more = acme::forget(app, ctx).await?;
            let pause = if more { 0 } else { STANDING_SECONDS };
            Ok(Outcome::Again { at: ctx.now.plus_seconds(pause), why: String::new() })
        }
        TaskKind::CloseUnpaidOrder => {
            if let Some(id) = order_subject(task) {
                order::close_unpaid(app, ctx, id).await?;
            }
            Ok(Outcome::Done)
        }
        TaskKind::FinishRefund => {
            if let Some(id) = order_subject(task) {
                order::finish_refund(app, ctx, id).await?;
            }
            Ok(Outcome::Done)
        }
        TaskKind::ExpirePackage => {
            benefit::expire(app, ctx, &PackageId(task.subject.clone())).await?;
            Ok(Outcome::Done)
        }
        TaskKind::LapseTransfer => {
            benefit::lapse_transfer(app, ctx, &task.subject).await?;
            Ok(Outcome::Done)
        }
        TaskKind::ContinueTerms => {
            let more = renewal::continue_terms(app, ctx).await?;
            let pause = if more { 0 } else { STANDING_SECONDS };
            Ok(Outcome::Again { at: ctx.now.plus_seconds(pause), why: String::new() })
        }
        TaskKind::RenewByItself => {
            let more = renewal::renew_by_itself(app, ctx).await?;
            let pause = if more { 0 } else { STANDING_SECONDS };
            Ok(Outcome::Again { at: ctx.now.plus_seconds(pause), why: String::new() })
        }
        TaskKind::RemindOfEnds => {
            let more = renewal::remind_of_ends(app, ctx).await?;
            let pause = if more { 0 } else { STANDING_SECONDS };
            Ok(Outcome::Again { at: ctx.now.plus_seconds(pause), why: String::new() })
        }
        TaskKind::RefreshRevocation => {
            revocation::refresh(app, ctx).await?;
            Ok(Outcome::Again { at: ctx.now.plus_seconds(REFRESH_SECONDS), why: String::new() })
        }
        TaskKind::PackSearchTexts => {
            let more = certificate::pack_search(app).await?;
            let pause = if more { 0 } else { STANDING_SECONDS };
            Ok(Outcome::Again { at: ctx.now.plus_seconds(pause), why: String::new() })
        }
        TaskKind::CarryOutRevocation => {
            if let Some(id) = subject(task) {
                revocation::carry_out(app, ctx, &id).await?;
            }
            Ok(Outcome::Done)
        }
        TaskKind::RevokeKin => {
            if let Some(id) = subject(task) {
                revocation::revoke_kin(app, ctx, &id).await?;
            }
            Ok(Outcome::Done)
        }
        TaskKind::FollowUpstream => {
            let Some(id) = subject(task) else { return Ok(Outcome::Done) };
            let next = issuance::follow_upstream(app, ctx, &id).await?;
            Ok(next.map_or(Outcome::Done, |at| Outcome::Again { at, why: String::new() }))
        }
        TaskKind::CheckAdministratorDomain => {
            let Ok(number) = task.subject.parse() else { return Ok(Outcome::Done) };
            let id = AdministratorDomainId(number);
            let next = organization::poll_domain(app, ctx, id, task.attempts).await?;
            Ok(next.map_or(Outcome::Done, |at| Outcome::Again { at, why: String::new() }))
        }
    }
}

/// The order a task is about; a malformed subject must not block the queue.
fn order_subject(task: &StoredTask) -> Option<OrderId> {
    let id = task.subject.parse().ok().map(OrderId);
    if id.is_none() {
        tracing::error!(task = task.kind.code(), subject = %task.subject, "task without an order dropped");
    }
    id
}

/// The certificate a task is about. A malformed subject is a fault of ours and must not block the queue.
fn subject(task: &StoredTask) -> Option<CertificateId> {
    let id = task.subject.parse().ok();
    if id.is_none() {
        tracing::error!(task = task.kind.code(), subject = %task.subject, "task without a certificate dropped");
    }
    id
}
