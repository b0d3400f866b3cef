//! A page of the tenant's certificates (N1).

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::{CertificateFilter, CertificatePage};
use crate::service::{App, page_size};

/// What to list: a filter whose limit may be left to the policy.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ListInput {
    /// The restrictions and the order; `limit` is overwritten.
    pub filter: CertificateFilter,
    /// Rows wanted; the policy has a default and a maximum, and more than the maximum is read as the maximum.
    pub limit: Option<u64>,
    /// Only those that end within the renewal window.
    pub expiring: bool,
}

/// The page.
pub type Listed = CertificatePage;

/// Lists the tenant's certificates.
///
/// # Errors
/// Only the register's.
pub async fn list(app: &App, ctx: &Ctx, input: ListInput) -> Result<Listed, Failure> {
    let account = ctx.tenant()?;
    let limits = &app.policy.limits;
    let mut filter = input.filter;
    filter.limit = page_size(input.limit, limits.certificates_page_default, limits.certificates_page_max);
    if input.expiring {
        filter.ends_between = Some((ctx.now, ctx.now.plus_days(app.policy.renewal.opens_days_before)));
    }
    filter.tags.sort();
    filter.tags.dedup();
    if filter.tags.len() > limits.tags_per_resource_max {
        // No certificate has so many.
        return Ok(Listed { items: Vec::new(), total: 0 });
    }
    app.store.read(move |register| Ok(register.list_certificates(account, &filter)?)).await
}
