//! The double-entry ledger behind every balance: books, entries that sum to zero, and what one payment took and
//! gave back (C1, C2).
//!
//! Each tenant has books of its own, also for the house's side (`bank`, `revenue`, ...): an entry never touches two
//! tenants, so tenants never wait for each other, and the sum over all books is zero for each of them alone.

mod balances;
mod book;
mod entry;
mod payment;
#[cfg(test)]
mod tests;

pub use balances::Balances;
pub use book::Book;
pub use entry::{Entry, EntryKind, Posting};
pub use payment::{GiftUse, Part, Payment, Spending};

use crate::ids::OrderId;
use crate::money::Cents;

/// Why a movement of money is refused. Nothing is changed by it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LedgerError {
    /// An amount is negative, or nothing at all.
    #[error("{field}: an amount is a positive number of cents, not {cents}")]
    AmountNotPositive {
        /// Which amount.
        field: &'static str,
        /// What was given.
        cents: i64,
    },
    /// The postings of an entry do not sum to zero; a fault of ours.
    #[error("the postings of an entry sum to {sum} and not to zero")]
    Unbalanced {
        /// Their sum in cents.
        sum: i128,
    },
    /// There is not enough money.
    #[error("the balance does not suffice: {due} are due, {available} are there; top it up first")]
    Insufficient {
        /// What is to be paid.
        due: Cents,
        /// What may be used for it.
        available: Cents,
    },
    /// A balance would grow beyond what the policy allows.
    #[error("the balance may not exceed {most} (policy key money.balance_cents_max)")]
    TooLarge {
        /// The largest balance.
        most: Cents,
    },
    /// More is to be given back than is left of the payment (C2).
    #[error("order {order}: {wanted} cannot be given back, only {left} of its payment are left")]
    ReturnTooLarge {
        /// The order.
        order: OrderId,
        /// What was to be given back.
        wanted: Cents,
        /// What is left.
        left: Cents,
    },
}
