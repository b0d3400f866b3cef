//! Ends of packages and of transfer codes, run as stored tasks: points lapse, or return from codes that nobody redeemed.

use super::put_back::come_back;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::{Register, Scope};
use crate::service::App;
use chancery_domain::benefit::{Movement, MovementKind, Package, Stage};
use chancery_domain::ids::PackageId;
use chancery_domain::operation_log::Operation;

/// Lets what is left in a package lapse when its time is over (C3); run again it finds that done.
///
/// # Errors
/// Only the register's.
pub async fn expire(app: &App, ctx: &Ctx, id: &PackageId) -> Result<(), Failure> {
    let wanted = id.clone();
    let found = app.store.read(move |register| Ok(register.package(&wanted)?)).await?;
    let Some(package) = found else { return Ok(()) };
    let (account, inner, id) = (package.account, ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let Some(package) = register.package(&id)? else { return Ok(()) };
            lapse_left(register, &inner, package).map(drop)
        })
        .await
}

/// Lets what is left in a package lapse when its time is over; before that, and a second time, nothing changes.
pub(super) fn lapse_left(
    register: &mut dyn Register,
    ctx: &Ctx,
    package: Package,
) -> Result<Package, Failure> {
    let after = package.clone().expire(ctx.now);
    if after == package {
        return Ok(after);
    }
    register.update_package(&after)?;
    match after.stage {
        Stage::Expired { lapsed, .. } if lapsed > 0 => note_lapsed(register, ctx, &after, lapsed)?,
        _ => {}
    }
    Ok(after)
}

/// The lines of both logs on points that lapsed, so that the lines of a package always sum to its balance (C3, C4).
pub(super) fn note_lapsed(
    register: &mut dyn Register,
    ctx: &Ctx,
    package: &Package,
    points: i64,
) -> Result<(), Failure> {
    register.add_movement(&Movement {
        package: package.id.clone(),
        at: ctx.now,
        kind: MovementKind::Expired,
        points: -points,
        balance: package.balance,
        order: None,
    })?;
    let detail = format!("{}: {points} points lapsed", package.id);
    record(register, ctx, package.account, Operation::PointsExpired, None, detail)
}

/// Returns the points of a code that nobody redeemed in time; redeemed meanwhile, nothing changes.
///
/// # Errors
/// Only the register's.
pub async fn lapse_transfer(app: &App, ctx: &Ctx, code_sha256: &str) -> Result<(), Failure> {
    let wanted = code_sha256.to_owned();
    let found = app.store.read(move |register| Ok(register.transfer(&wanted)?)).await?;
    let Some(transfer) = found else { return Ok(()) };
    let (account, inner, code_sha256) = (transfer.from, ctx.clone(), code_sha256.to_owned());
    app.store
        .write(Scope::Account(account), move |register| {
            let Some(transfer) = register.transfer(&code_sha256)? else { return Ok(()) };
            let Ok(lapsed) = transfer.lapse(inner.now) else { return Ok(()) };
            if !register.close_transfer(&lapsed)? {
                return Ok(());
            }
            let package = register.package(&lapsed.package)?;
            let package = package.ok_or_else(|| Failure::internal("a transfer without its package"))?;
            let why = format!("{} points to {}: a transfer code lapsed", lapsed.points, package.id);
            come_back(register, &inner, package, (MovementKind::TransferLapsed, lapsed.points), None, why)
        })
        .await
}
