//! Returns the points of a refunded order to the packages that they came from (C2).

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::Register;
use chancery_domain::benefit::{Movement, MovementKind};
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
        let package = package.put_back(part.points, ctx.now)?;
        register.update_package(&package)?;
        register.add_movement(&Movement {
            package: package.id.clone(),
            at: ctx.now,
            kind: MovementKind::Returned,
            points: part.points,
            balance: package.balance,
            order: Some(order.id),
        })?;
        let detail = format!("order {}: {} points to {}", order.id, part.points, package.id);
        record(register, ctx, order.account, Operation::PointsReturned, None, detail)?;
    }
    Ok(())
}
