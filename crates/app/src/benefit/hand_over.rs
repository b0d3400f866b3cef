//! Puts a new package into an account: bought, granted or received (C3).

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::{NewTask, Register, StoreError, TaskKind};
use crate::service::App;
use chancery_domain::benefit::{Movement, MovementKind, Package, Source, Stage};
use chancery_domain::ids::{AccountId, PackageId};
use chancery_domain::operation_log::Operation;
use chancery_domain::order::{Order, PointsGoods};
use chancery_domain::time::Timestamp;

/// The bundle that an order paid for, as a package in the account.
///
/// # Errors
/// [`Code::ProductNotAvailable`] when the catalogue no longer has it.
pub(crate) fn hand_over(
    register: &mut dyn Register,
    app: &App,
    ctx: &Ctx,
    order: &Order,
    goods: PointsGoods,
) -> Result<PointsGoods, Failure> {
    let bundle = app.catalogue.bundle(&goods.kind).ok_or_else(|| {
        Failure::new(Code::ProductNotAvailable, format!("Type: {} is no longer sold", goods.kind))
    })?;
    let new = NewPackage {
        account: order.account,
        kind: goods.kind.clone(),
        points: goods.points,
        source: Source::Bought(order.id),
        expires_at: ctx.now.plus_days(bundle.valid_days),
    };
    let package = put_in(register, ctx, new)?;
    Ok(PointsGoods { package: Some(package), ..goods })
}

/// A package to be made.
pub(super) struct NewPackage {
    /// Whose.
    pub account: AccountId,
    /// Its kind.
    pub kind: String,
    /// Points in it.
    pub points: i64,
    /// Where it comes from.
    pub source: Source,
    /// Its end.
    pub expires_at: Timestamp,
}

/// Makes the package under an id that was never used, with the first line of its log and the task of its end.
pub(super) fn put_in(register: &mut dyn Register, ctx: &Ctx, new: NewPackage) -> Result<PackageId, Failure> {
    let mut package = Package {
        id: PackageId::from_chance(&ctx.entropy.bytes::<12>()),
        account: new.account,
        kind: new.kind,
        total: new.points,
        balance: new.points,
        source: new.source,
        touched: false,
        stage: Stage::Usable,
        created_at: ctx.now,
        expires_at: new.expires_at,
        changed_at: ctx.now,
    };
    while let Err(error) = register.insert_package(&package) {
        if !matches!(error, StoreError::Taken(_)) {
            return Err(error.into());
        }
        package.id = PackageId::from_chance(&ctx.entropy.bytes::<12>());
    }
    let order = match package.source {
        Source::Bought(order) => Some(order),
        Source::Granted | Source::Transferred { .. } => None,
    };
    register.add_movement(&Movement {
        package: package.id.clone(),
        at: ctx.now,
        kind: MovementKind::Received,
        points: package.total,
        balance: package.balance,
        order,
    })?;
    let subject = package.id.0.clone();
    register.add_task(&NewTask { kind: TaskKind::ExpirePackage, subject, due_at: package.expires_at })?;
    let operation = match package.source {
        Source::Transferred { .. } => Operation::PointsTransferredIn,
        Source::Bought(_) | Source::Granted => Operation::PointsReceived,
    };
    let detail = format!("{}: {} points until {}", package.id, package.total, package.expires_at.rfc3339());
    record(register, ctx, package.account, operation, None, detail)?;
    Ok(package.id)
}
