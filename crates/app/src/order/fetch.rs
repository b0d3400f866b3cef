//! Finds an order of the tenant; another account's is as absent as one that never was.

use crate::failure::{Code, Failure};
use crate::ports::Register;
use chancery_domain::ids::{AccountId, OrderId};
use chancery_domain::order::Order;

/// The order `id` if it belongs to `account`.
///
/// # Errors
/// [`Code::OrderNotFound`].
pub(super) fn own(register: &mut dyn Register, account: AccountId, id: OrderId) -> Result<Order, Failure> {
    register.order(id)?.filter(|order| order.account == account).ok_or_else(|| missing(id))
}

/// The refusal.
pub(super) fn missing(id: OrderId) -> Failure {
    Failure::new(Code::OrderNotFound, format!("DealId: there is no order {id} in this account"))
}
