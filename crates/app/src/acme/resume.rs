//! Goes on with orders whose issuance was begun and not ended, because the service was stopped or the issuer was away.

use super::issue::issue;
use crate::ctx::Ctx;
use crate::failure::{Failure, Retry};
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::acme::{AcmeOrderId, AcmeOrderStage, Problem, ProblemType};
use chancery_domain::ids::AccountId;
use std::sync::Arc;

/// Orders gone on with in one round.
const BATCH: u64 = 64;

/// One round. An order that cannot be gone on with now stays for the next.
///
/// # Errors
/// Only the register's.
pub async fn resume(app: &App, ctx: &Ctx) -> Result<(), Failure> {
    let waiting = app.store.read(|register| Ok(register.processing_acme_orders(BATCH)?)).await?;
    for (tenant, id) in waiting {
        if let Err(failure) = resume_one(app, ctx, tenant, &id).await {
            tracing::warn!(request_id = %ctx.request_id, order = %id, error = %failure,
                "an order could not be gone on with");
            if failure.retry == Retry::No {
                give_up(app, ctx, tenant, &id, &failure).await?;
            }
        }
    }
    Ok(())
}

async fn resume_one(app: &App, ctx: &Ctx, tenant: AccountId, id: &AcmeOrderId) -> Result<(), Failure> {
    let (wanted, latest) = (id.clone(), ctx.now.plus_seconds(-app.policy.acme.resume_after_seconds));
    let issuance = app
        .store
        .read(move |register| {
            let Some(order) = register.acme_order(&wanted)? else { return Ok(None) };
            match order.stage {
                // A younger one is still in the hands of the request that began it.
                AcmeOrderStage::Processing { certificate, since } if since <= latest => {
                    Ok(register.issuance_for(&certificate)?)
                }
                _ => Ok(None),
            }
        })
        .await?;
    match issuance {
        Some(issuance) => issue(app, ctx, tenant, id, &Arc::new(issuance), None).await.map(drop),
        None => Ok(()),
    }
}

/// The order cannot be issued, now or later.
async fn give_up(
    app: &App,
    ctx: &Ctx,
    tenant: AccountId,
    id: &AcmeOrderId,
    failure: &Failure,
) -> Result<(), Failure> {
    let (now, id, detail) = (ctx.now, id.clone(), failure.public.clone());
    app.store
        .write(Scope::Account(tenant), move |register| {
            let Some(order) = register.acme_order(&id)? else { return Ok(()) };
            if let Ok(failed) = order.fail(Problem::new(ProblemType::ServerInternal, detail.clone()), now) {
                register.update_acme_order(&failed)?;
            }
            Ok(())
        })
        .await
}
