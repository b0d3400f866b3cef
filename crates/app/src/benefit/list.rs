//! The tenant's packages with their transfers, and the consumption log of one (C3).

use super::fetch::own;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::{App, page_size};
use chancery_domain::benefit::{Movement, Package, Transfer};
use chancery_domain::ids::PackageId;

/// What kind received packages have in the cloud API.
pub(super) const TRANSFERRED: &str = "ssl_transferred";

/// Which packages. Absent members do not restrict.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct PackageFilter {
    /// The one with this id.
    pub id: Option<PackageId>,
    /// In this stage now, by its word.
    pub status: Option<String>,
    /// Of this kind.
    pub kind: Option<String>,
    /// By their end: the earliest first, or the latest; without it the newest first.
    pub earliest_end_first: Option<bool>,
    /// Packages to skip.
    pub offset: u64,
    /// Packages to return; the policy has a default and a maximum.
    pub limit: Option<u64>,
}

/// A package as it is now, with what was given away of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// The package; its stage is the present one.
    pub package: Package,
    /// The latest transfers out of it, newest first: of all packages of a page together as many as a page may hold.
    pub transfers: Vec<Transfer>,
}

/// A page of packages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PackagePage {
    /// All that fit the filter.
    pub total: u64,
    /// Usable points of all of them.
    pub balance: i64,
    /// This page's.
    pub items: Vec<Listed>,
}

/// Lists the tenant's packages.
///
/// # Errors
/// Only the register's.
pub async fn list(app: &App, ctx: &Ctx, filter: PackageFilter) -> Result<PackagePage, Failure> {
    let (account, now) = (ctx.tenant()?, ctx.now);
    let limit =
        page_size(filter.limit, app.policy.limits.packages_page_default, app.policy.limits.packages_page_max);
    let transfers_max = u64::try_from(app.policy.limits.packages_page_max).unwrap_or(0);
    app.store
        .read(move |register| {
            let mut found: Vec<Package> =
                register.packages(account)?.into_iter().map(|p| p.expire(now)).collect();
            found.retain(|package| {
                filter.id.as_ref().is_none_or(|id| package.id == *id)
                    && filter.status.as_ref().is_none_or(|status| package.stage.code() == status)
                    && filter.kind.as_ref().is_none_or(|kind| package.kind == *kind)
            });
            match filter.earliest_end_first {
                Some(true) => found.sort_by_key(|package| package.expires_at),
                Some(false) => found.sort_by_key(|package| std::cmp::Reverse(package.expires_at)),
                None => {}
            }
            let total = u64::try_from(found.len()).unwrap_or(u64::MAX);
            let balance = found.iter().fold(0_i64, |sum, package| sum.saturating_add(package.available(now)));
            let skip = usize::try_from(filter.offset).unwrap_or(usize::MAX);
            let take = usize::try_from(limit).unwrap_or(usize::MAX);
            let (mut items, mut room) = (Vec::new(), transfers_max);
            for package in found.into_iter().skip(skip).take(take) {
                let transfers = register.transfers(&package.id, room)?;
                room = room.saturating_sub(u64::try_from(transfers.len()).unwrap_or(u64::MAX));
                items.push(Listed { package, transfers });
            }
            Ok(PackagePage { total, balance, items })
        })
        .await
}

/// How many lines the consumption log of the tenant's package has, and a page of them, latest first.
///
/// # Errors
/// [`crate::Code::PackageNotFound`].
pub async fn movements(
    app: &App,
    ctx: &Ctx,
    id: PackageId,
    offset: u64,
    limit: Option<u64>,
) -> Result<(u64, Vec<Movement>), Failure> {
    let account = ctx.tenant()?;
    let limit =
        page_size(limit, app.policy.limits.packages_page_default, app.policy.limits.packages_page_max);
    app.store
        .read(move |register| {
            own(register, account, &id)?;
            Ok(register.movements(&id, offset, limit)?)
        })
        .await
}
