//! Moves certificates whose last second has passed to expired; a standing task of the whole register.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Scope;
use crate::reactions::react;
use crate::service::App;

/// Certificates moved in one round.
const BATCH: u64 = 200;

/// One round. Returns whether there may be more.
///
/// # Errors
/// Only the register's.
pub async fn expire(app: &App, ctx: &Ctx) -> Result<bool, Failure> {
    let now = ctx.now;
    let due = app.store.read(move |register| Ok(register.certificates_to_expire(now, BATCH)?)).await?;
    let more = u64::try_from(due.len()).unwrap_or(0) == BATCH;
    for (account, id) in due {
        let (service, inner) = (app.clone(), ctx.clone());
        app.store
            .write(Scope::Account(account), move |register| {
                let Some(mut certificate) = register.certificate(&id)? else { return Ok(()) };
                let Ok(change) = certificate.stage.clone().expire(inner.now) else { return Ok(()) };
                if change.next != certificate.stage {
                    certificate.stage = change.next;
                    certificate.changed_at = inner.now;
                    register.update_certificate(&certificate)?;
                    react(register, &inner, &service, &certificate, &change.events)?;
                }
                Ok(())
            })
            .await?;
    }
    Ok(more)
}
