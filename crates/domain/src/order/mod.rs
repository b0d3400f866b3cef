//! The purchase behind a certificate or a bundle of points: what, for how long, at which price, how it was paid, and
//! how far it is (C1). Free products are bought for nothing.

mod error;
mod goods;
mod stage;

pub use error::OrderError;
pub use goods::{CertificateGoods, Goods, PointsGoods, Wishes};
pub use stage::{Ending, Stage};

use crate::catalogue::Quote;
use crate::ids::{AccountId, CertificateId, OrderId, PackageId};
use crate::ledger::Payment;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The product's code in the catalogue and in the cloud API (`PackageType`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct ProductCode(pub u32);

/// One purchase.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Order {
    /// Its number; 0 until the register has counted it.
    pub id: OrderId,
    /// Who buys.
    pub account: AccountId,
    /// What is bought.
    pub goods: Goods,
    /// The price and how it came about when it was ordered (A7), before discounts and vouchers.
    pub quote: Quote,
    /// How it is paid.
    pub settlement: Settlement,
    /// How far it is.
    pub stage: Stage,
    /// When it was made.
    pub created_at: Timestamp,
}

/// How an order is paid.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Settlement {
    /// It costs nothing.
    Free,
    /// Not yet.
    Open,
    /// With money and what stands for it (C1).
    Money(Payment),
    /// With benefit points (C3): so many of each package.
    Points(Vec<PointsUsed>),
}

/// Points taken from one package.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct PointsUsed {
    /// The package.
    pub package: PackageId,
    /// How many.
    pub points: i64,
}

impl Order {
    /// The certificate that it paid for, once there is one.
    pub fn certificate(&self) -> Option<&CertificateId> {
        match &self.goods {
            Goods::Certificate(goods) => goods.certificate.as_ref(),
            Goods::Points(_) => None,
        }
    }

    /// Something was paid for it, so that something can go back (C2).
    pub fn is_paid_for(&self) -> bool {
        match &self.settlement {
            Settlement::Free | Settlement::Open => false,
            Settlement::Money(_) | Settlement::Points(_) => true,
        }
    }
}

#[cfg(test)]
mod matrix;
