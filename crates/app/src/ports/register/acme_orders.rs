//! ACME orders, their CSRs, and which order replaces which certificate.

use super::Stored;
use chancery_domain::acme::{AcmeAccountId, AcmeOrder, AcmeOrderId};
use chancery_domain::ids::AccountId;

/// ACME orders. An order's ids sort by the moment at which they were made.
pub trait AcmeOrders {
    /// Adds an order; [`super::StoreError::Taken`] when its id is there already.
    fn insert_acme_order(&mut self, order: &AcmeOrder) -> Stored<()>;
    /// The order.
    fn acme_order(&mut self, id: &AcmeOrderId) -> Stored<Option<AcmeOrder>>;
    /// Writes all its members back. Orders of one tenant are changed under its [`crate::ports::Scope::Account`].
    fn update_acme_order(&mut self, order: &AcmeOrder) -> Stored<()>;
    /// Writes all its members back and keeps the CSR with it.
    fn update_acme_order_with_csr(&mut self, order: &AcmeOrder, csr_der: &[u8]) -> Stored<()>;
    /// The CSR, once it was taken.
    fn acme_order_csr(&mut self, id: &AcmeOrderId) -> Stored<Option<Vec<u8>>>;
    /// An account's orders that did not come to nothing, latest first, those made before `before`, at most `limit`.
    fn acme_orders_of(
        &mut self,
        account: &AcmeAccountId,
        before: Option<&AcmeOrderId>,
        limit: u64,
    ) -> Stored<Vec<AcmeOrderId>>;
    /// Orders of all accounts whose issuance was begun and not ended, with their tenants, earliest first.
    fn processing_acme_orders(&mut self, limit: u64) -> Stored<Vec<(AccountId, AcmeOrderId)>>;
    /// Notes that an order replaces a certificate (its RFC 9773 identifier) in place of the order that did.
    /// `false`, and nothing is noted, when another than `before` is noted.
    fn replace_certificate(
        &mut self,
        certificate: &str,
        order: &AcmeOrderId,
        before: Option<&AcmeOrderId>,
    ) -> Stored<bool>;
    /// The order that replaces a certificate.
    fn replacement_of(&mut self, certificate: &str) -> Stored<Option<AcmeOrderId>>;
    /// Forgets orders made before this id (an id made of a moment) that are neither in process nor renew themselves, at
    /// most `limit`; tells how many. Their certificates stay.
    fn forget_acme_orders(&mut self, before: &AcmeOrderId, limit: u64) -> Stored<u64>;
}
