//! Adds a line to an account's chain, inside the unit of work that makes the change (N2).

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Register;
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::operation_log::{Entry, Line, Operation, preimage};
use chancery_pki::digest::sha256_hex;

/// Writes a line. `detail` must not hold a secret.
///
/// # Errors
/// Only the register's.
pub fn record(
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    operation: Operation,
    certificate: Option<&CertificateId>,
    detail: impl Into<String>,
) -> Result<(), Failure> {
    let (last, previous) = register.log_head(account)?;
    let entry = Entry {
        at: ctx.now,
        account,
        actor: ctx.actor.log_name(),
        source: ctx.actor.source.clone(),
        operation,
        certificate: certificate.cloned(),
        detail: detail.into(),
        request: ctx.request_id.0.clone(),
    };
    let position = last + 1;
    let hash = sha256_hex(&preimage(position, &entry, &previous));
    register.append_line(&Line { position, entry, previous, hash })?;
    Ok(())
}
