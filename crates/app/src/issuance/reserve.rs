//! First step of an issuance, in the caller's unit of work: serial and bytes are recorded before anything is signed.

use super::{Plan, prepare};
use crate::blocked_key::refuse_blocked;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::{Register, StoreError};
use crate::service::App;
use chancery_domain::issuance::Issuance;

/// Serials drawn at most; a second draw is as good as impossible with a sound source of chance.
const DRAWS_MAX: usize = 4;

/// Records what [`prepare`] made. False when the serial is taken (must never happen, number 7), or the certificate has
/// one already.
///
/// # Errors
/// [`crate::Code::KeyRefused`] when the key was blocked since it was taken in, for instance by a revocation (must never
/// happen, number 20); the register's.
pub fn record(register: &mut dyn Register, issuance: &Issuance) -> Result<bool, Failure> {
    refuse_blocked(register, "CSR", &issuance.spki_sha256)?;
    match register.record_issuance(issuance) {
        Ok(()) => Ok(true),
        Err(StoreError::Taken(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Prepares and records in one, for callers that are not in a hurry.
///
/// # Errors
/// Those of [`prepare`].
pub fn reserve(app: &App, register: &mut dyn Register, ctx: &Ctx, plan: &Plan) -> Result<Issuance, Failure> {
    for _ in 0..DRAWS_MAX {
        let issuance = prepare(app, ctx, plan)?;
        if record(register, &issuance)? {
            return Ok(issuance);
        }
    }
    Err(Failure::internal("no free serial, or the certificate has one already"))
}
