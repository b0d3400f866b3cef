//! Moves certificates whose last second has passed to expired; a standing task of the whole register.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Scope;
use crate::reactions::advance;
use crate::service::App;
use chancery_domain::ids::{AccountId, CertificateId};
use futures_util::stream::{self, TryStreamExt};

/// Certificates moved in one round.
const BATCH: u64 = 200;

/// Units of work that wait side by side, so that they are committed together.
const AT_ONCE: usize = 32;

/// One round. Returns whether there may be more.
///
/// # Errors
/// Only the register's.
pub async fn expire(app: &App, ctx: &Ctx) -> Result<bool, Failure> {
    let now = ctx.now;
    let due = app.store.read(move |register| Ok(register.certificates_to_expire(now, BATCH)?)).await?;
    let more = u64::try_from(due.len()).unwrap_or(0) == BATCH;
    stream::iter(due.into_iter().map(Ok))
        .try_for_each_concurrent(AT_ONCE, |(account, id)| expire_one(app, ctx, account, id))
        .await?;
    Ok(more)
}

async fn expire_one(app: &App, ctx: &Ctx, account: AccountId, id: CertificateId) -> Result<(), Failure> {
    let (service, ctx) = (app.clone(), ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let Some(mut certificate) = register.certificate(&id)? else { return Ok(()) };
            let Ok(change) = certificate.stage.clone().expire(ctx.now) else { return Ok(()) };
            if change.next != certificate.stage {
                advance(register, &ctx, &service, &mut certificate, change)?;
            }
            Ok(())
        })
        .await
}
