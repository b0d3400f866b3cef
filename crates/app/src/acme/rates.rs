//! Takes one from an allowance, in the unit of work of the thing that is limited.

use crate::ctx::Ctx;
use crate::failure::{Code, Failure, Retry};
use crate::ports::Register;
use chancery_domain::acme::{Admission, admit};
use chancery_domain::policy::Rate;

/// How often a changed row is read again before the caller is told to come later.
const TRIES: usize = 8;

/// Takes one from the allowance with this key.
///
/// # Errors
/// [`Code::RateLimited`] with the time to wait; `what` names what is limited.
pub(super) fn take(
    register: &mut dyn Register,
    ctx: &Ctx,
    key: &str,
    rate: Rate,
    what: &str,
) -> Result<(), Failure> {
    for _ in 0..TRIES {
        if rate.count <= 0 {
            return Ok(());
        }
        let before = register.rate(key)?;
        match admit(rate, before, milliseconds(ctx)) {
            Admission::Unlimited => return Ok(()),
            Admission::Refused { retry_after_seconds } => {
                return Err(limited(rate, retry_after_seconds, what));
            }
            Admission::Admitted { full_at } => {
                if register.keep_rate(key, before, full_at)? {
                    return Ok(());
                }
            }
        }
    }
    Err(Failure::storage(format!("the allowance {key} changes too fast")))
}

/// Asks whether one could be taken, without taking it.
///
/// # Errors
/// As [`take`].
pub(super) fn ask(
    register: &mut dyn Register,
    ctx: &Ctx,
    key: &str,
    rate: Rate,
    what: &str,
) -> Result<(), Failure> {
    if rate.count <= 0 {
        return Ok(());
    }
    match admit(rate, register.rate(key)?, milliseconds(ctx)) {
        Admission::Refused { retry_after_seconds } => Err(limited(rate, retry_after_seconds, what)),
        Admission::Unlimited | Admission::Admitted { .. } => Ok(()),
    }
}

/// Takes one if there is one; what is being limited has happened already.
pub(super) fn note(register: &mut dyn Register, ctx: &Ctx, key: &str, rate: Rate) -> Result<(), Failure> {
    match take(register, ctx, key, rate, "") {
        Err(failure) if failure.code != Code::RateLimited => Err(failure),
        _ => Ok(()),
    }
}

/// Milliseconds since the epoch.
pub(super) fn milliseconds(ctx: &Ctx) -> i64 {
    ctx.now.0.saturating_mul(1_000)
}

fn limited(rate: Rate, retry_after_seconds: i64, what: &str) -> Failure {
    let text = format!(
        "too many {what}: {} in {} seconds are allowed; come again in {retry_after_seconds} seconds",
        rate.count, rate.seconds
    );
    let mut failure = Failure::new(Code::RateLimited, text);
    failure.retry = Retry::Later;
    failure.retry_after_seconds = Some(retry_after_seconds);
    failure
}
