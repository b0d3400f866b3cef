//! Takes back a package whose purchase is refunded: only one of which no point was ever used, and within five days (C3).

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::{Register, TaskKind};
use crate::service::App;
use chancery_domain::benefit::{Movement, MovementKind};
use chancery_domain::order::PointsGoods;

/// Ends the package; what was paid for it goes back with the order.
///
/// # Errors
/// [`crate::Code::NotRefundable`] with the reason.
pub(crate) fn give_up(
    register: &mut dyn Register,
    app: &App,
    ctx: &Ctx,
    goods: &PointsGoods,
) -> Result<(), Failure> {
    let found = match &goods.package {
        Some(id) => register.package(id)?,
        None => None,
    };
    let package = found.ok_or_else(|| Failure::internal("a paid order of points without its package"))?;
    let points = package.balance;
    let package = package.refund(app.policy.benefits.refund_within_days, ctx.now)?;
    register.update_package(&package)?;
    register.drop_task(TaskKind::ExpirePackage, &package.id.0)?;
    register.add_movement(&Movement {
        package: package.id.clone(),
        at: ctx.now,
        kind: MovementKind::Refunded,
        points: -points,
        balance: package.balance,
        order: None,
    })?;
    Ok(())
}
