//! Returns points to the packages that they came from: of a refunded order (C2), or of a transfer code that nobody
//! redeemed (C3).

use super::lapse::{lapse_left, note_lapsed};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::Register;
use chancery_domain::benefit::{Movement, MovementKind, Package, Stage};
use chancery_domain::ids::OrderId;
use chancery_domain::operation_log::Operation;
use chancery_domain::order::{Order, PointsUsed};

/// Puts them back, called once for an order. Points of a package whose time is over lapse there.
///
/// # Errors
/// [`crate::Code::Internal`] when a package is not as the order says.
pub(crate) fn put_back(
    register: &mut dyn Register,
    ctx: &Ctx,
    order: &Order,
    used: &[PointsUsed],
) -> Result<(), Failure> {
    for part in used {
        let package = register.package(&part.package)?.filter(|package| package.account == order.account);
        let package =
            package.ok_or_else(|| Failure::internal("an order names a package that is not there"))?;
        let why = format!("order {}: {} points to {}", order.id, part.points, package.id);
        come_back(register, ctx, package, (MovementKind::Returned, part.points), Some(order.id), why)?;
    }
    Ok(())
}

/// Puts points back into a package, with the lines of both logs. Where its time is over they lapse there at once, after
/// what was left in it.
pub(super) fn come_back(
    register: &mut dyn Register,
    ctx: &Ctx,
    package: Package,
    (kind, points): (MovementKind, i64),
    order: Option<OrderId>,
    why: String,
) -> Result<(), Failure> {
    let package = lapse_left(register, ctx, package)?.put_back(points, ctx.now)?;
    register.update_package(&package)?;
    let over = matches!(package.stage, Stage::Expired { .. });
    register.add_movement(&Movement {
        package: package.id.clone(),
        at: ctx.now,
        kind,
        points,
        balance: if over { points } else { package.balance },
        order,
    })?;
    record(register, ctx, package.account, Operation::PointsReturned, None, why)?;
    if over { note_lapsed(register, ctx, &package, points) } else { Ok(()) }
}
