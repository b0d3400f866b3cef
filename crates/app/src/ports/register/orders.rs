//! Orders, and the quota of free certificates that they use.

use super::Stored;
use chancery_domain::ids::{AccountId, CertificateId, OrderId};
use chancery_domain::order::{Order, OrderStage};
use chancery_domain::quota::QuotaUse;
use chancery_domain::time::Timestamp;

/// Orders.
pub trait Orders {
    /// Adds an order under the next number and returns that.
    fn insert_order(&mut self, order: &Order) -> Stored<OrderId>;
    /// The order.
    fn order(&mut self, id: OrderId) -> Stored<Option<Order>>;
    /// Moves it to another stage.
    fn set_order_stage(&mut self, id: OrderId, stage: OrderStage) -> Stored<()>;
}

/// Uses of the quota of free certificates (B1, B2).
pub trait Quotas {
    /// Notes that a certificate uses quota.
    fn insert_quota_use(
        &mut self,
        id: &CertificateId,
        account: AccountId,
        primary_domain: &str,
        quota_use: &QuotaUse,
    ) -> Stored<()>;
    /// The use of a certificate.
    fn quota_use(&mut self, id: &CertificateId) -> Stored<Option<QuotaUse>>;
    /// Changes it.
    fn update_quota_use(&mut self, id: &CertificateId, quota_use: &QuotaUse) -> Stored<()>;
    /// How many uses of the account are in force at `now`, counting no further than `cap`.
    fn quota_used_by_account(&mut self, account: AccountId, now: Timestamp, cap: u64) -> Stored<u64>;
    /// How many uses of the primary domain are in force at `now`, counting no further than `cap`.
    fn quota_used_by_domain(&mut self, primary_domain: &str, now: Timestamp, cap: u64) -> Stored<u64>;
    /// Until the unit ends, no other unit counts or changes this primary domain's uses.
    fn lock_primary_domain(&mut self, primary_domain: &str) -> Stored<()>;
}
