//! The purchase behind a certificate: product, term and price. Free products are bought for nothing.
//!
//! Payment, refunds and multi-year terms come with the counting-house; the stages named here are those that a
//! free order passes through.

use crate::ids::{AccountId, CertificateId, OrderId};
use crate::money::Cents;
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
    /// The certificate that it pays for.
    pub certificate: CertificateId,
    /// What is bought.
    pub product: ProductCode,
    /// Validity bought, in days.
    pub term_days: i64,
    /// Price paid.
    pub price: Cents,
    /// How far it is.
    pub stage: OrderStage,
    /// When it was made.
    pub created_at: Timestamp,
}

/// How far a purchase is (C1).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum OrderStage {
    /// Paid, or free of charge.
    Paid,
    /// Given up before a certificate was issued.
    Cancelled,
    /// Its certificate was issued.
    Closed,
}
