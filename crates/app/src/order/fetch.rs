//! Finds an order of the tenant; another account's is as absent as one that never was.

use crate::failure::{Code, Failure};
use crate::own_certificate::own_certificate;
use crate::ports::Register;
use chancery_domain::ids::{AccountId, CertificateId, OrderId};
use chancery_domain::order::Order;

/// The order `id` if it belongs to `account`.
///
/// # Errors
/// [`Code::OrderNotFound`].
pub(super) fn own(register: &mut dyn Register, account: AccountId, id: OrderId) -> Result<Order, Failure> {
    register.order(id)?.filter(|order| order.account == account).ok_or_else(|| missing(id))
}

/// The order that paid for `certificate`; a reissue is not paid for, and so has none.
///
/// # Errors
/// [`Code::CertificateNotFound`], [`Code::OrderNotFound`].
pub(super) fn paid_for(
    register: &mut dyn Register,
    account: AccountId,
    certificate: &CertificateId,
) -> Result<Order, Failure> {
    own_certificate(register, account, certificate)?;
    let order = register.order_of_certificate(certificate)?.filter(|order| order.account == account);
    order.ok_or_else(|| {
        Failure::new(Code::OrderNotFound, "CertificateId: no order of this account paid for this certificate")
    })
}

/// The refusal.
pub(super) fn missing(id: OrderId) -> Failure {
    Failure::new(Code::OrderNotFound, format!("DealId: there is no order {id} in this account"))
}
