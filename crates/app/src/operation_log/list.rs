//! Reads an account's operation log between two moments, latest first.

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::LogPage;
use crate::service::{App, page_size};
use chancery_domain::ids::AccountId;
use chancery_domain::time::Timestamp;

/// Which lines.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ListInput {
    /// From this moment on; by default as many days back as the policy says.
    pub from: Option<Timestamp>,
    /// Up to this moment; by default now.
    pub to: Option<Timestamp>,
    /// Lines to skip.
    pub offset: u64,
    /// Lines to return; by default and at most as the policy says.
    pub limit: Option<u64>,
}

/// A page of any account's log, or of the house's ([`AccountId::HOUSE`]), from its beginning; for operators.
///
/// # Errors
/// Only the register's.
pub async fn list_of(
    app: &App,
    ctx: &Ctx,
    account: AccountId,
    offset: u64,
    limit: Option<u64>,
) -> Result<LogPage, Failure> {
    let (limits, now) = (&app.policy.limits, ctx.now);
    let limit = page_size(limit, limits.logs_page_default, limits.logs_page_max);
    app.store.read(move |register| Ok(register.list_log(account, Timestamp(0), now, offset, limit)?)).await
}

/// A page of the tenant's own log.
///
/// # Errors
/// [`Code::InvalidParameter`] when the range runs backwards.
pub async fn list(app: &App, ctx: &Ctx, input: ListInput) -> Result<LogPage, Failure> {
    let account = ctx.tenant()?;
    let limits = &app.policy.limits;
    let to = input.to.unwrap_or(ctx.now);
    let from = input.from.unwrap_or_else(|| to.plus_days(-limits.logs_window_days));
    if from > to {
        return Err(Failure::new(
            Code::InvalidParameter,
            "StartTime: it lies after EndTime; give a range that runs forward",
        ));
    }
    let limit = page_size(input.limit, limits.logs_page_default, limits.logs_page_max);
    app.store.read(move |register| Ok(register.list_log(account, from, to, input.offset, limit)?)).await
}
