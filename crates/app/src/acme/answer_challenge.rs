//! The client says that the response to a challenge is there (RFC 8555 section 7.5.1): a look at once, and if that
//! takes too long, a stored task that looks again.

use super::authorization::own;
use super::caller::{Caller, acting_ctx};
use super::look::{Seen, look};
use super::new_order::failures_key;
use super::rates;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::{NewTask, Register, Scope, TaskKind};
use crate::service::App;
use chancery_domain::acme::{
    AcmeAccount, Authorization, AuthorizationId, AuthorizationStatus, ChallengeStage, ChallengeType,
    OrderStatus, Problem,
};
use chancery_domain::operation_log::Operation;
use chancery_domain::time::Timestamp;
use std::time::Duration;

/// Looks for the response at once; the returned authorization tells by its stage what came of it. A look that takes
/// longer than the policy's time goes on as a stored task, and the challenge is `processing` meanwhile.
///
/// # Errors
/// [`crate::Code::AcmeNotFound`], `AcmeMalformed` when the authorization is no longer pending.
pub async fn answer_challenge(
    app: &App,
    ctx: &Ctx,
    caller: &Caller,
    authorization: &AuthorizationId,
    kind: ChallengeType,
) -> Result<Authorization, Failure> {
    let (wanted, id) = (caller.clone(), authorization.clone());
    let present = app.store.glance(move |register| own(register, &wanted, &id)).await?;
    let challenge = present.challenge(kind).ok_or_else(|| super::caller::not_found("challenge"))?;
    // A client that asks again is told how things stand (RFC 8555 section 8.2).
    if !matches!(challenge.stage, ChallengeStage::Pending) {
        return Ok(present);
    }
    present.clone().respond(kind, ctx.now)?;
    let wait = Duration::from_millis(app.policy.acme.answer_wait_milliseconds);
    let seen =
        tokio::time::timeout(wait, look(app, ctx, &caller.account, &caller.thumbprint, &present, kind));
    match seen.await {
        Ok(seen) => {
            let actor = acting_ctx(ctx, &caller.account, caller.tenant);
            let (service, caller, id) = (app.clone(), caller.clone(), present.id.clone());
            app.store
                .write(Scope::Account(caller.tenant), move |register| {
                    // The account may have ended, or have another key, since the look began.
                    let account = super::caller::acting(register, &caller)?;
                    let present = own(register, &caller, &id)?;
                    settle(&service, register, &actor, &account, present, kind, &seen)
                })
                .await
        }
        Err(_) => {
            let (now, caller, id) = (ctx.now, caller.clone(), present.id.clone());
            let waiting = app
                .store
                .write(Scope::Account(caller.tenant), move |register| {
                    let waiting = own(register, &caller, &id)?.respond(kind, now)?;
                    register.update_authorization(&waiting)?;
                    register.add_task(&NewTask {
                        kind: TaskKind::ValidateAcmeAuthorization,
                        subject: waiting.id.to_string(),
                        due_at: now,
                    })?;
                    Ok(waiting)
                })
                .await?;
            app.tasks_due.notify_one();
            Ok(waiting)
        }
    }
}

/// The stored task: looks for the response of the challenge that is being processed.
///
/// # Errors
/// Only the register's.
pub async fn validate(app: &App, ctx: &Ctx, id: &AuthorizationId) -> Result<(), Failure> {
    let wanted = id.clone();
    let found = app
        .store
        .read(move |register| {
            let Some(authorization) = register.authorization(&wanted)? else { return Ok(None) };
            let account = register.acme_account(&authorization.account)?;
            Ok(account.map(|account| (account, authorization)))
        })
        .await?;
    let Some((account, authorization)) = found else { return Ok(()) };
    let processing =
        authorization.challenges.iter().find(|c| matches!(c.stage, ChallengeStage::Processing { .. }));
    let Some(kind) = processing.map(|challenge| challenge.kind) else { return Ok(()) };
    if account.stage.in_use().is_err() || authorization.status(ctx.now) != AuthorizationStatus::Pending {
        return Ok(());
    }
    let seen = look(app, ctx, &account.id, &account.thumbprint, &authorization, kind).await;
    let actor = acting_ctx(ctx, &account.id, account.tenant);
    let (service, id) = (app.clone(), id.clone());
    app.store
        .write(Scope::Account(account.tenant), move |register| {
            let Some(present) = register.authorization(&id)? else { return Ok(()) };
            // Deactivated while it was looked at.
            if present.status(actor.now) != AuthorizationStatus::Pending {
                return Ok(());
            }
            settle(&service, register, &actor, &account, present, kind, &seen).map(drop)
        })
        .await
}

/// Takes in what was seen: challenge, authorization, order and log line in the caller's unit of work.
fn settle(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: &AcmeAccount,
    authorization: Authorization,
    kind: ChallengeType,
    seen: &Result<Seen, Problem>,
) -> Result<Authorization, Failure> {
    // Another request for the same challenge was faster.
    if authorization.status(ctx.now) != AuthorizationStatus::Pending {
        return Ok(authorization);
    }
    let identifier = authorization.identifier.clone();
    let settled = match seen {
        Ok(seen) => {
            let mut passed = authorization.pass(kind, ctx.now, seen.proof_good_until)?;
            passed.caa_good_until = seen.caa_good_until;
            let detail = format!(
                "{identifier}; method: {}; authorization: {}; {}",
                kind.code(),
                passed.id,
                seen.corroboration
            );
            record(register, ctx, account.tenant, Operation::DomainValidationPassed, None, detail)?;
            passed
        }
        Err(problem) => {
            let failed = authorization.fail(kind, problem.clone(), ctx.now)?;
            let rate = app.policy.acme.rates.failed_validations_per_name;
            rates::note(register, ctx, &failures_key(&account.id, &identifier), rate)?;
            let detail = format!(
                "{identifier}; method: {}; authorization: {}; problem: {}",
                kind.code(),
                failed.id,
                problem.kind.code()
            );
            record(register, ctx, account.tenant, Operation::DomainValidationFailed, None, detail)?;
            failed
        }
    };
    register.update_authorization(&settled)?;
    move_order(register, ctx.now, &settled)?;
    Ok(settled)
}

/// The order that the authorization was made for becomes ready, or comes to nothing.
fn move_order(register: &mut dyn Register, now: Timestamp, settled: &Authorization) -> Result<(), Failure> {
    let Some(id) = &settled.order else { return Ok(()) };
    let Some(mut order) = register.acme_order(id)? else { return Ok(()) };
    if order.status(now) != OrderStatus::Pending {
        return Ok(());
    }
    if settled.status(now) == AuthorizationStatus::Valid {
        for id in order.authorizations.iter().filter(|id| **id != settled.id) {
            let other = register.authorization(id)?;
            if other.is_none_or(|other| other.status(now) != AuthorizationStatus::Valid) {
                return Ok(());
            }
        }
        order.stage = order.stage.authorize();
    } else {
        let problem = settled.challenges.iter().find_map(|challenge| challenge.stage.problem()).cloned();
        order.stage = order.stage.lose(problem, now);
    }
    Ok(register.update_acme_order(&order)?)
}
