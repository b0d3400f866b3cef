//! Ends of packages and of transfer codes, run as stored tasks: points lapse, or return from codes that nobody redeemed.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::benefit::{Movement, MovementKind, Stage};
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
            let Some(before) = register.package(&id)? else { return Ok(()) };
            let after = before.clone().expire(inner.now);
            if after == before {
                return Ok(());
            }
            register.update_package(&after)?;
            if let Stage::Expired { lapsed, .. } = after.stage
                && lapsed > 0
            {
                register.add_movement(&Movement {
                    package: id.clone(),
                    at: inner.now,
                    kind: MovementKind::Expired,
                    points: -lapsed,
                    balance: 0,
                    order: None,
                })?;
                let detail = format!("{id}: {lapsed} points lapsed");
                record(register, &inner, account, Operation::PointsExpired, None, detail)?;
            }
            Ok(())
        })
        .await
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
            let package = package.put_back(lapsed.points, inner.now)?;
            register.update_package(&package)?;
            register.add_movement(&Movement {
                package: package.id.clone(),
                at: inner.now,
                kind: MovementKind::TransferLapsed,
                points: lapsed.points,
                balance: package.balance,
                order: None,
            })?;
            let detail = format!("{} points to {}: a transfer code lapsed", lapsed.points, package.id);
            record(register, &inner, account, Operation::PointsReturned, None, detail)
        })
        .await
}
