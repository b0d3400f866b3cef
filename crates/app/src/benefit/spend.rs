//! Takes the points that pay for an order out of packages (C3).

use super::fetch::own;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::Register;
use chancery_domain::benefit::{self, Movement, MovementKind};
use chancery_domain::ids::PackageId;
use chancery_domain::operation_log::Operation;
use chancery_domain::order::{Order, PointsUsed};

/// Takes `needed` points from the packages named, in that order, each as far as it reaches.
///
/// # Errors
/// [`Code::PackageNotFound`], [`Code::PackageOver`], [`Code::PointsInsufficient`], [`Code::PointsRefused`] for a package
/// named twice. The unit fails with them, so that nothing is taken.
pub(crate) fn spend(
    register: &mut dyn Register,
    ctx: &Ctx,
    order: &Order,
    named: &[PackageId],
    needed: i64,
) -> Result<Vec<PointsUsed>, Failure> {
    let mut packages = Vec::with_capacity(named.len());
    for (position, id) in named.iter().enumerate() {
        if named.iter().take(position).any(|earlier| earlier == id) {
            return Err(Failure::new(Code::PointsRefused, format!("PackageIds: {id} is named twice")));
        }
        packages.push(own(register, order.account, id)?);
    }
    let drawn = benefit::draw(&packages, needed, ctx.now)?;
    for (package, used) in drawn.packages.iter().zip(&drawn.used) {
        register.update_package(package)?;
        register.add_movement(&Movement {
            package: package.id.clone(),
            at: ctx.now,
            kind: MovementKind::Used,
            points: -used.points,
            balance: package.balance,
            order: Some(order.id),
        })?;
    }
    let from: Vec<String> =
        drawn.used.iter().map(|used| format!("{} of {}", used.points, used.package)).collect();
    let detail = format!("order {}: {needed} points: {}", order.id, from.join(", "));
    record(register, ctx, order.account, Operation::PointsUsed, None, detail)?;
    Ok(drawn.used)
}
