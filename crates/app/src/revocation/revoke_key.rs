//! After a key was found compromised: its other certificates are revoked too (BR 4.9.1.1; must never happen, 20).
//!
//! The key is blocked already, but an issuance that asked just before the block may commit just after; so the task looks
//! once more a while later.

use super::revoke::revoke;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::service::App;
use chancery_domain::revocation::{By, Reason};

/// Certificates revoked in one round.
const BATCH: u64 = 100;

/// Revokes what is left of a key's certificates. Returns whether any were found.
///
/// # Errors
/// Only the register's.
pub async fn revoke_key(app: &App, ctx: &Ctx, spki_sha256: &str) -> Result<bool, Failure> {
    let (key, now) = (spki_sha256.to_owned(), ctx.now);
    let left = app.store.read(move |register| Ok(register.unrevoked_of_key(&key, now, BATCH)?)).await?;
    let found = !left.is_empty();
    for serial in left {
        match revoke(app, ctx, &serial, Reason::KeyCompromise, By::Service).await {
            Ok(()) => {}
            // Somebody else was first.
            Err(failure) if failure.code == Code::AlreadyRevoked => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(found)
}
