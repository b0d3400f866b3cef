//! Orders, and the quota of free certificates that they use.

use super::Stored;
use chancery_domain::ids::{AccountId, CertificateId, OrderId};
use chancery_domain::order::Order;
use chancery_domain::quota::QuotaUse;
use chancery_domain::time::Timestamp;

/// Which orders of an account to list.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct OrderFilter {
    /// Only those in this stage, by its word ([`chancery_domain::order::Stage::code`]).
    pub stage: Option<String>,
    /// Orders to skip.
    pub offset: u64,
    /// Orders to return.
    pub limit: u64,
}

/// A page of orders, newest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderPage {
    /// All that fit the filter.
    pub total: u64,
    /// This page's.
    pub items: Vec<Order>,
}

/// What was ordered under a client's token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenUse {
    /// SHA-256 of what was ordered, lower-case hex.
    pub content_sha256: String,
    /// The orders, in the order in which they were made.
    pub orders: Vec<OrderId>,
}

/// Orders.
pub trait Orders {
    /// Adds an order under the next number and returns that.
    fn insert_order(&mut self, order: &Order) -> Stored<OrderId>;
    /// The order.
    fn order(&mut self, id: OrderId) -> Stored<Option<Order>>;
    /// Saves an order that is there; account and time of making do not change.
    fn update_order(&mut self, order: &Order) -> Stored<()>;
    /// The order that paid for a certificate; a reissue or continuation has its original's and is not found here.
    fn order_of_certificate(&mut self, certificate: &CertificateId) -> Stored<Option<Order>>;
    /// A page of an account's orders.
    fn list_orders(&mut self, account: AccountId, filter: &OrderFilter) -> Stored<OrderPage>;
    /// What was ordered under a token of the account.
    fn token_use(&mut self, account: AccountId, token: &str) -> Stored<Option<TokenUse>>;
    /// Notes it; [`super::StoreError::Taken`] when something was ordered under the token already. Call under
    /// [`crate::ports::Scope::Account`].
    fn insert_token_use(
        &mut self,
        account: AccountId,
        token: &str,
        token_use: &TokenUse,
        now: Timestamp,
    ) -> Stored<()>;
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
