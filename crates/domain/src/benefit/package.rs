//! One package of points: taking points, giving them back, its end.

use super::error::BenefitError;
use super::stage::Stage;
use crate::ids::{AccountId, OrderId, PackageId};
use crate::order::PointsUsed;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A package.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Package {
    /// Its id.
    pub id: PackageId,
    /// Whose it is.
    pub account: AccountId,
    /// Its kind in the cloud API, such as `ssl_100`.
    pub kind: String,
    /// Points that it began with.
    pub total: i64,
    /// Points left.
    pub balance: i64,
    /// Where it came from.
    pub source: Source,
    /// Whether a point was ever taken from it, also if it came back.
    pub touched: bool,
    /// How far it is.
    pub stage: Stage,
    /// When it came into the account.
    pub created_at: Timestamp,
    /// From then on its points have lapsed.
    pub expires_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// Where a package came from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Source {
    /// Bought with this order.
    Bought(OrderId),
    /// Given by the operator.
    Granted,
    /// Transferred by another account.
    Transferred {
        /// The account.
        from: AccountId,
    },
}

impl Source {
    /// The word in the cloud API (`SourceType`); ours for those that it does not name.
    pub fn cloud_name(&self) -> &'static str {
        match self {
            Source::Bought(_) => "buy",
            Source::Granted => "grant",
            Source::Transferred { .. } => "transferIn",
        }
    }
}

/// One line of a package's consumption log (C3).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Movement {
    /// The package.
    pub package: PackageId,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: MovementKind,
    /// Points that came in, negative for those that went.
    pub points: i64,
    /// Points left after it.
    pub balance: i64,
    /// The order that it belongs to, if any.
    pub order: Option<OrderId>,
}

/// What happened to points.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum MovementKind {
    /// The package came into the account.
    Received,
    /// They paid for an order.
    Used,
    /// They came back from a refunded order.
    Returned,
    /// They were given to another account.
    TransferredOut,
    /// A transfer lapsed and they came back.
    TransferLapsed,
    /// Their time was over.
    Expired,
    /// The package was refunded.
    Refunded,
}

impl MovementKind {
    /// Every kind.
    pub const ALL: [MovementKind; 7] = [
        MovementKind::Received,
        MovementKind::Used,
        MovementKind::Returned,
        MovementKind::TransferredOut,
        MovementKind::TransferLapsed,
        MovementKind::Expired,
        MovementKind::Refunded,
    ];

    /// The word in answers and in storage.
    pub fn code(self) -> &'static str {
        match self {
            MovementKind::Received => "received",
            MovementKind::Used => "used",
            MovementKind::Returned => "returned",
            MovementKind::TransferredOut => "transferOut",
            MovementKind::TransferLapsed => "transferLapsed",
            MovementKind::Expired => "expired",
            MovementKind::Refunded => "refunded",
        }
    }
}

impl Package {
    /// How far it is at `now`: its end needs no task to be true.
    pub fn stage_at(&self, now: Timestamp) -> Stage {
        match self.stage {
            Stage::Usable | Stage::Used if now >= self.expires_at => {
                Stage::Expired { at: self.expires_at, lapsed: self.balance }
            }
            stage => stage,
        }
    }

    /// Points that can be taken at `now`.
    pub fn available(&self, now: Timestamp) -> i64 {
        if self.stage_at(now) == Stage::Usable { self.balance } else { 0 }
    }

    /// Takes points out.
    ///
    /// # Errors
    /// [`BenefitError::Expired`], [`BenefitError::Refunded`], [`BenefitError::TooFew`], [`BenefitError::NotPositive`].
    pub fn take(self, points: i64, now: Timestamp) -> Result<Package, BenefitError> {
        match self.stage_at(now) {
            Stage::Expired { .. } => return Err(BenefitError::Expired { package: self.id }),
            Stage::Refunded { .. } => return Err(BenefitError::Refunded { package: self.id }),
            Stage::Usable | Stage::Used => {}
        }
        if points < 1 {
            return Err(BenefitError::NotPositive);
        }
        if points > self.balance {
            return Err(BenefitError::TooFew { needed: points, held: self.balance });
        }
        let balance = self.balance - points;
        let stage = if balance == 0 { Stage::Used } else { Stage::Usable };
        Ok(Package { balance, stage, touched: true, changed_at: now, ..self })
    }

    /// Puts points back that were taken (C2: "return to their package"). In a package whose time is over they lapse at
    /// once.
    ///
    /// # Errors
    /// [`BenefitError::TooMany`], [`BenefitError::NotPositive`], [`BenefitError::Refunded`].
    pub fn put_back(self, points: i64, now: Timestamp) -> Result<Package, BenefitError> {
        if points < 1 {
            return Err(BenefitError::NotPositive);
        }
        if points > self.total - self.balance {
            return Err(BenefitError::TooMany { package: self.id });
        }
        match self.stage_at(now) {
            Stage::Refunded { .. } => Err(BenefitError::Refunded { package: self.id }),
            Stage::Expired { at, lapsed } => Ok(Package {
                stage: Stage::Expired { at, lapsed: lapsed + points },
                balance: 0,
                changed_at: now,
                ..self
            }),
            Stage::Usable | Stage::Used => {
                Ok(Package { balance: self.balance + points, stage: Stage::Usable, changed_at: now, ..self })
            }
        }
    }

    /// Notes its end; before that, and a second time, nothing changes.
    #[must_use]
    pub fn expire(self, now: Timestamp) -> Package {
        match self.stage {
            Stage::Usable | Stage::Used if now >= self.expires_at => Package {
                stage: Stage::Expired { at: self.expires_at, lapsed: self.balance },
                balance: 0,
                changed_at: now,
                ..self
            },
            _ => self,
        }
    }

    /// Gives it back for what was paid for it: bought, never touched, and within so many days (C3).
    ///
    /// # Errors
    /// [`BenefitError::NotUntouched`], [`BenefitError::RefundTooLate`], [`BenefitError::Refunded`].
    pub fn refund(self, within_days: i64, now: Timestamp) -> Result<Package, BenefitError> {
        if let Stage::Refunded { .. } = self.stage {
            return Err(BenefitError::Refunded { package: self.id });
        }
        if self.touched || !matches!(self.source, Source::Bought(_)) {
            return Err(BenefitError::NotUntouched);
        }
        if now >= self.created_at.plus_days(within_days) {
            return Err(BenefitError::RefundTooLate { days: within_days });
        }
        Ok(Package { balance: 0, stage: Stage::Refunded { at: now }, changed_at: now, ..self })
    }
}

/// What a draw on several packages comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draw {
    /// The packages as they are after it; only those that changed.
    pub packages: Vec<Package>,
    /// How much came from each.
    pub used: Vec<PointsUsed>,
}

/// Takes `needed` points from packages in the order in which they are named, each as far as it reaches (C3).
///
/// # Errors
/// [`BenefitError`] of the first package that cannot be used; [`BenefitError::TooFew`]. Nothing is taken then.
pub fn draw(packages: &[Package], needed: i64, now: Timestamp) -> Result<Draw, BenefitError> {
    let mut drawn = Draw { packages: Vec::new(), used: Vec::new() };
    let mut open = needed;
    for package in packages {
        match package.stage_at(now) {
            Stage::Expired { .. } => return Err(BenefitError::Expired { package: package.id.clone() }),
            Stage::Refunded { .. } => return Err(BenefitError::Refunded { package: package.id.clone() }),
            Stage::Usable | Stage::Used => {}
        }
        let points = package.balance.min(open);
        if points > 0 {
            drawn.packages.push(package.clone().take(points, now)?);
            drawn.used.push(PointsUsed { package: package.id.clone(), points });
            open -= points;
        }
    }
    if open > 0 {
        return Err(BenefitError::TooFew { needed, held: needed - open });
    }
    Ok(drawn)
}
