//! The round of the whole register that renews certificates which pay for themselves (K4): thirty days before the end, or
//! when their upstream authority asks for it, it pays, applies with the data of before, and reports. What cannot be paid or applied for ends automatic renewal.
//!
//! It walks only what is due, and may run twice or be cut off anywhere: a certificate has one renewal.

use super::AT_ONCE;
use super::renew::{buy, fill_in, new_key};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::kin::{renewable, successors};
use crate::money::{GiftUse, PaymentMeans};
use crate::operation_log::record;
use crate::order::{self, CsrChoice, Key, Means};
use crate::ports::{Concern, Register, Scope};
use crate::service::App;
use chancery_domain::certificate::{Certificate, Origin, Stage};
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::operation_log::Operation;
use chancery_domain::reissue::primary_domains;
use futures_util::stream::{self, TryStreamExt};

/// Certificates looked at in one round.
const BATCH: u64 = 100;

/// One round. Returns whether there may be more.
///
/// # Errors
/// Only the register's.
pub async fn renew_by_itself(app: &App, ctx: &Ctx) -> Result<bool, Failure> {
    let now = ctx.now;
    let due =
        app.store.read(move |register| Ok(register.due(Concern::AutomaticRenewal, now, BATCH)?)).await?;
    let more = u64::try_from(due.len()).unwrap_or(0) == BATCH;
    stream::iter(due.into_iter().map(Ok))
        .try_for_each_concurrent(
            AT_ONCE,
            |(account, id)| async move { renew_one(app, ctx, account, &id).await },
        )
        .await?;
    Ok(more)
}

async fn renew_one(app: &App, ctx: &Ctx, account: AccountId, id: &CertificateId) -> Result<(), Failure> {
    let wanted = id.clone();
    let known = app.store.read(move |register| wanting(register, &wanted)).await?;
    let key = match &known {
        Some(old) => key(app, account, old).await,
        None => Ok(None),
    };
    let (service, inner, wanted) = (app.clone(), ctx.clone(), id.clone());
    let outcome = match key {
        Ok(key) => {
            app.store
                .write(Scope::Account(account), move |register| {
                    renew(&service, register, &inner, account, &wanted, key.as_ref())
                })
                .await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Err(failure) if failure.code != Code::StorageUnavailable => end(app, ctx, account, id, failure).await,
        other => {
            app.tasks_due.notify_one();
            other
        }
    }
}

/// The certificate, if it still wants to be renewed by itself.
fn wanting(register: &mut dyn Register, id: &CertificateId) -> Result<Option<Certificate>, Failure> {
    let Some(certificate) = register.certificate(id)? else { return Ok(None) };
    let wants = matches!(certificate.stage, Stage::Issued(_) | Stage::Revoking { .. })
        && certificate.application().is_some_and(|application| application.renews_itself)
        && successors(register, &certificate)?.renewal.is_none();
    Ok(wants.then_some(certificate))
}

/// Nothing is paid while its revocation is undecided, which may be refused (I2), nor while its reissue runs, which may come
/// to nothing (J1).
fn undecided(register: &mut dyn Register, old: &Certificate) -> Result<bool, Failure> {
    if matches!(old.stage, Stage::Revoking { .. }) {
        return Ok(true);
    }
    let Some(application) = old.application() else { return Ok(false) };
    let first = application.reissues.as_ref().unwrap_or(&old.id);
    let running = register.running_reissue(old.account, &primary_domains(application))?;
    Ok(running.is_some_and(|running| running.original == *first))
}

/// A new key of the same kind where the service holds the present one. Otherwise nothing: a key belongs to one order
/// (D2), so that the holder submits a CSR for what was bought.
async fn key(app: &App, account: AccountId, old: &Certificate) -> Result<Option<Key>, Failure> {
    let Some(algorithm) = old.algorithm.filter(|_| old.key_held && !old.password_chosen) else {
        return Ok(None);
    };
    new_key(app, account, old, CsrChoice::Online { algorithm, password: None }).await.map(Some)
}

/// The unit of work: decides once more under the account's lock.
fn renew(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    id: &CertificateId,
    key: Option<&Key>,
) -> Result<(), Failure> {
    // The authority may have put off its wish since this round began.
    if register.due_at(Concern::AutomaticRenewal, id)?.is_none_or(|at| at > ctx.now) {
        return Ok(());
    }
    register.drop_due(Concern::AutomaticRenewal, id)?;
    let Some(old) = wanting(register, id)? else { return Ok(()) };
    if undecided(register, &old)? {
        let at = ctx.now.plus_seconds(app.policy.renewal.retry_seconds);
        return Ok(register.set_due(Concern::AutomaticRenewal, account, id, at)?);
    }
    let (old, _) = renewable(app, register, ctx, account, id)?;
    let means = Means::Money(PaymentMeans { voucher: None, gift: GiftUse::default() });
    let term_days = old.application().map_or(0, |application| application.term_days);
    let years = term_days.div_euclid(app.policy.orders.year_days.max(1)).max(1);
    let renewed = buy(app, register, ctx, &old, years, &means)?;
    match key {
        Some(key) => {
            fill_in(app, register, ctx, &old, &renewed.certificate, key, None)?;
            order::begin(app, register, ctx, account, &renewed.certificate, None)?;
            Ok(())
        }
        None => {
            let detail = format!("renews {id}: the key is not held here; submit a CSR");
            record(register, ctx, account, Operation::Renewed, Some(&renewed.certificate), detail)
        }
    }
}

/// Automatic renewal of this certificate has ended; its holder renews it by hand.
async fn end(
    app: &App,
    ctx: &Ctx,
    account: AccountId,
    id: &CertificateId,
    failure: Failure,
) -> Result<(), Failure> {
    tracing::info!(request_id = %ctx.request_id, certificate = %id, %failure, "automatic renewal has ended");
    let (inner, wanted) = (ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            register.drop_due(Concern::AutomaticRenewal, &wanted)?;
            let Some(mut certificate) = register.certificate(&wanted)? else { return Ok(()) };
            if let Origin::Applied(application) = &mut certificate.origin {
                application.renews_itself = false;
            }
            certificate.changed_at = inner.now;
            register.update_certificate(&certificate)?;
            let detail = format!("automatic renewal ended: {}", failure.public);
            record(register, &inner, account, Operation::AutomaticRenewalEnded, Some(&wanted), detail)
        })
        .await
}
