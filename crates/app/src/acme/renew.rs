//! Issues the next certificate of an order that renews itself (RFC 8739 section 3.1).
//!
//! The id of the next certificate is kept with the order together with its record, so that a second run goes on with
//! the same one (must never happen, 24).

use super::caller::{account_url, acting_ctx};
use super::csr_fit::fits;
use super::finalize::plan;
use super::issue::{issue, next_renewal};
use super::look::question;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::fresh_id::fresh_certificate_id;
use crate::issuance::reserve;
use crate::ports::{Register, Scope};
use crate::service::App;
use crate::validation::{CaaQuestion, check_caa};
use chancery_domain::acme::{AcmeOrder, AcmeOrderId, AcmeOrderStage};
use chancery_domain::issuance::Issuance;
use chancery_domain::time::Timestamp;
use chancery_pki::csr;
use std::sync::Arc;

/// One round. Returns when the certificate after the present one is due; nothing when the order was cancelled or ended.
///
/// # Errors
/// When CAA forbids or the issuer is away; it is tried again.
pub async fn renew(app: &App, ctx: &Ctx, id: &AcmeOrderId) -> Result<Option<Timestamp>, Failure> {
    let (order, present) = match fetch(app, id).await? {
        Some((order, present)) if renewable(app, ctx, &order) => (order, present),
        _ => return Ok(None),
    };
    match next_renewal(app, &order, &present) {
        None => return Ok(None),
        // Another run was first.
        Some(due_at) if due_at > ctx.now => return Ok(Some(due_at)),
        Some(_) => {}
    }
    let ctx = acting_ctx(ctx, &order.account, order.tenant);
    let caa = check_caa(app, &ctx, &questions(app, &order)).await?;
    let (service, inner, wanted) = (app.clone(), ctx.clone(), id.clone());
    let issuance = app
        .store
        .write(Scope::Account(order.tenant), move |register| {
            register.put_caa_checks(wanted.as_str(), &caa.checks)?;
            begin(&service, register, &inner, &wanted)
        })
        .await?;
    if let Some(issuance) = issuance {
        issue(app, &ctx, order.tenant, id, &Arc::new(issuance), None).await?;
    }
    let after = fetch(app, id).await?;
    Ok(after.and_then(|(order, present)| next_renewal(app, &order, &present)))
}

/// The order with the record of its present certificate; nothing unless it is valid.
async fn fetch(app: &App, id: &AcmeOrderId) -> Result<Option<(AcmeOrder, Issuance)>, Failure> {
    let wanted = id.clone();
    app.store
        .read(move |register| {
            let Some(order) = register.acme_order(&wanted)? else { return Ok(None) };
            let present = match &order.stage {
                AcmeOrderStage::Valid { certificate, .. } => register.issuance_for(certificate)?,
                _ => None,
            };
            Ok(present.map(|present| (order, present)))
        })
        .await
}

/// Whether there is a next certificate: neither the order nor its proofs have ended (BR 4.2.1).
fn renewable(app: &App, ctx: &Ctx, order: &AcmeOrder) -> bool {
    let Some(renewal) = &order.auto_renewal else { return false };
    let oldest = ctx.now.plus_days(-app.policy.domain_reuse_days(ctx.now));
    matches!(order.stage, AcmeOrderStage::Valid { .. })
        && renewal.end_date > ctx.now
        && order.proved.iter().all(|proof| proof.at >= oldest)
}

fn questions(app: &App, order: &AcmeOrder) -> Vec<CaaQuestion> {
    let url = account_url(app, &order.account);
    order
        .identifiers
        .iter()
        .zip(&order.proved)
        .filter_map(|(identifier, proof)| question(identifier, proof.by, url.clone()))
        .collect()
}

/// The first unit of work: the next certificate's record, made once.
fn begin(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &AcmeOrderId,
) -> Result<Option<Issuance>, Failure> {
    let Some(mut order) = register.acme_order(id)?.filter(|order| renewable(app, ctx, order)) else {
        return Ok(None);
    };
    if let Some(next) = &order.next_certificate {
        return Ok(register.issuance_for(next)?);
    }
    let account = register.acme_account(&order.account)?;
    let Some(account) = account.filter(|account| account.stage.in_use().is_ok()) else { return Ok(None) };
    // The present one tells whether another run has renewed already.
    let present = match order.certificate() {
        Some(certificate) => register.issuance_for(certificate)?,
        None => None,
    };
    if present.and_then(|present| next_renewal(app, &order, &present)).is_none_or(|due_at| due_at > ctx.now) {
        return Ok(None);
    }
    let csr_der = register.acme_order_csr(id)?.ok_or_else(|| Failure::internal("an order without CSR"))?;
    let facts = csr::decode(&csr_der).map_err(Failure::internal)?;
    let common_name = fits(&facts, &order.identifiers, &account.spki_sha256)?;
    let next = fresh_certificate_id(register, ctx)?;
    let plan = plan(app, ctx, &order, next.clone(), common_name, facts.spki_der())?;
    let issuance = reserve(app, register, ctx, &plan)?;
    order.next_certificate = Some(next);
    register.update_acme_order(&order)?;
    Ok(Some(issuance))
}
