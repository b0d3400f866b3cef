//! One round with a certificate that an upstream authority issues: obtain it, ask when to renew it, or tell that it is
//! revoked.

use super::answers::take_back;
use super::obtain::obtain;
use super::session::{session, upstream};
use super::{Trouble, fault};
use crate::backoff::retry_delay_seconds;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::kin::plan_anew;
use crate::ports::{CertificateFiles, Scope, UpstreamError};
use crate::reactions::react;
use crate::service::App;
use chancery_domain::certificate::{Certificate, Stage as Life};
use chancery_domain::ids::CertificateId;
use chancery_domain::time::Timestamp;
use chancery_domain::upstream::{Stage, UpstreamOrder};
use chancery_pki::certificate::CertificateFacts;

/// Goes on with the certificate `id`. Returns when the next round is due; nothing when none is needed any more.
///
/// # Errors
/// Only faults of ours; what goes wrong at the directory is noted in the order, and the next directory is asked after
/// a few times.
pub async fn follow(app: &App, ctx: &Ctx, id: &CertificateId) -> Result<Option<Timestamp>, Failure> {
    let wanted = id.clone();
    let found = app
        .store
        .read(move |register| {
            let order = register.upstream_order(&wanted)?;
            let certificate = register.certificate(&wanted)?;
            let files = register.certificate_files(&wanted)?;
            Ok(order.zip(certificate).zip(files))
        })
        .await?;
    let Some(((order, certificate), files)) = found else { return Ok(None) };
    match round(app, ctx, &certificate, &files, &order).await {
        Ok(next) => Ok(next),
        Err(Trouble::Here(failure)) => Err(failure),
        Err(Trouble::Upstream(error)) => note(app, ctx, &certificate, &order, &error).await,
    }
}

/// What this round does, by the stages of order and certificate.
async fn round(
    app: &App,
    ctx: &Ctx,
    certificate: &Certificate,
    files: &CertificateFiles,
    order: &UpstreamOrder,
) -> Result<Option<Timestamp>, Trouble> {
    if let Life::Issuing { .. } = certificate.stage {
        return match order.stage {
            Stage::Unordered | Stage::Ordered { .. } => {
                obtain(app, ctx, certificate, files, order.clone()).await.map(Some)
            }
            Stage::Issued { .. } | Stage::Revoked => Ok(None),
        };
    }
    let next = match (&order.stage, &certificate.stage) {
        (Stage::Issued { .. }, Life::Issued(_)) => advice(app, ctx, certificate, files, order).await,
        (Stage::Issued { .. }, Life::Revoked { reason, .. }) => {
            revoke(app, certificate, files, order, reason.code()).await.map(|()| None)
        }
        _ => Ok(None),
    };
    // Whatever the directory says: its answer is recorded already, and nobody looks at the records any more.
    take_back(app, order).await?;
    next
}

/// Asks when to renew; the moment of the next question, or nothing when there is no such advice.
async fn advice(
    app: &App,
    ctx: &Ctx,
    certificate: &Certificate,
    files: &CertificateFiles,
    order: &UpstreamOrder,
) -> Result<Option<Timestamp>, Trouble> {
    let leaf = leaf(files)?;
    let session = session(app, order).await?;
    let Some((window, seconds)) = app.upstreams.renewal(&session, &leaf, ctx.now).await? else {
        return Ok(None);
    };
    let (id, early) = (certificate.id.clone(), window.to < ctx.now);
    let (service, chance) = (app.clone(), u64::from_le_bytes(ctx.entropy.bytes::<8>()));
    app.store
        .write(Scope::Account(certificate.account), move |register| {
            let Some(present) = register.upstream_order(&id)? else { return Ok(()) };
            let next = present.clone().advised(window, chance);
            if next == present {
                return Ok(());
            }
            register.update_upstream_order(&next)?;
            // (K3, K4) It may be asked for earlier or later than the policy's days.
            plan_anew(&service, register, &id)
        })
        .await?;
    if early {
        tracing::warn!(certificate = %certificate.id, upstream = order.upstream,
            "the upstream asks to renew this certificate at once");
    }
    let pause = seconds.max(app.policy.upstream.renewal_poll_seconds_min);
    let next = ctx.now.plus_seconds(pause);
    Ok((next < leaf.not_after).then_some(next))
}

/// Tells the directory that the certificate is revoked.
async fn revoke(
    app: &App,
    certificate: &Certificate,
    files: &CertificateFiles,
    order: &UpstreamOrder,
    reason: u8,
) -> Result<(), Trouble> {
    let leaf = leaf(files)?;
    let session = session(app, order).await?;
    app.upstreams.revoke(&session, &leaf.der, reason).await?;
    let id = certificate.id.clone();
    let told = app.store.write(Scope::Account(certificate.account), move |register| {
        let Some(present) = register.upstream_order(&id)? else { return Ok(()) };
        Ok(register.update_upstream_order(&present.revoked())?)
    });
    Ok(told.await?)
}

fn leaf(files: &CertificateFiles) -> Result<CertificateFacts, Trouble> {
    let der = files.leaf_der.as_deref().ok_or_else(|| Failure::internal("issued without a certificate"))?;
    Ok(CertificateFacts::parse(der).map_err(Failure::internal)?)
}

/// Notes what went wrong at the directory and says when to try again; gives the certificate up after the policy's time.
async fn note(
    app: &App,
    ctx: &Ctx,
    certificate: &Certificate,
    order: &UpstreamOrder,
    error: &UpstreamError,
) -> Result<Option<Timestamp>, Failure> {
    tracing::warn!(request_id = %ctx.request_id, certificate = %certificate.id, upstream = order.upstream,
        directory = order.directory, failures = order.failures, %error, "an upstream order did not go on");
    let directories = upstream(app, order).map_or(1, |upstream| upstream.directories.len());
    let policy = app.policy.upstream.clone();
    let given_up = ctx.now > order.begun_at.plus_seconds(policy.give_up_seconds);
    let (id, inner, service, why) = (certificate.id.clone(), ctx.clone(), app.clone(), error.to_string());
    let fault = fault(error);
    let next = app
        .store
        .write(Scope::Account(certificate.account), move |register| {
            let Some(present) = register.upstream_order(&id)? else { return Ok(None) };
            let next = present.failed(fault, why.clone(), directories, policy.failures_max);
            register.update_upstream_order(&next)?;
            let Some(mut certificate) = register.certificate(&id)? else { return Ok(None) };
            if given_up && matches!(certificate.stage, Life::Issuing { .. }) {
                let change = certificate.stage.clone().refuse(why.clone(), inner.now)?;
                certificate.stage = change.next;
                certificate.changed_at = inner.now;
                register.update_certificate(&certificate)?;
                register.withdraw_upstream_proofs(&id)?;
                react(register, &inner, &service, &certificate, &change.events)?;
                // Another round takes back what stands in the DNS.
            }
            Ok(Some(next))
        })
        .await?;
    // Another directory is asked without delay.
    Ok(next.map(|order| match order.failures {
        0 => ctx.now,
        failures => ctx.now.plus_seconds(retry_delay_seconds(failures)),
    }))
}
