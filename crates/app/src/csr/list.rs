//! A page of the tenant's CSR records.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::CsrPage;
use crate::service::{App, page_size};
use chancery_domain::key::KeyFamily;

/// Which records.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ListInput {
    /// Part of the name.
    pub domain: Option<String>,
    /// Family of the key.
    pub family: Option<KeyFamily>,
    /// Records to skip.
    pub offset: u64,
    /// Records to return; the policy has a default and a maximum.
    pub limit: Option<u64>,
}

/// Lists the tenant's records, newest first.
///
/// # Errors
/// Only the register's.
pub async fn list(app: &App, ctx: &Ctx, input: ListInput) -> Result<CsrPage, Failure> {
    let account = ctx.tenant()?;
    let limits = &app.policy.limits;
    let limit = page_size(input.limit, limits.csrs_page_default, limits.csrs_page_max);
    app.store
        .read(move |register| {
            Ok(register.list_csrs(account, input.domain.as_deref(), input.family, input.offset, limit)?)
        })
        .await
}
