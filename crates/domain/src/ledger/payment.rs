//! What one order's payment took from cash and gift balance, and how parts of it go back in that proportion (C2).

use super::{Balances, Book, Entry, LedgerError};
use crate::ids::{OrderId, VoucherId};
use crate::money::Cents;
use serde::{Deserialize, Serialize};

/// An amount in two parts: cash and gift balance.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
pub struct Part {
    /// Of the cash balance.
    pub cash: Cents,
    /// Of the gift balance.
    pub gift: Cents,
}

impl Part {
    /// Cash and gift together; amounts of one order always fit.
    pub fn sum(&self) -> Cents {
        Cents(self.cash.0.saturating_add(self.gift.0))
    }

    /// What an entry adds to, or takes from, the tenant's two books; without sign.
    pub fn of(entry: &Entry) -> Part {
        let moved = |book| {
            let posting = entry.postings().iter().find(|posting| posting.book == book);
            Cents(posting.map_or(0, |posting| posting.cents.0.saturating_abs()))
        };
        Part { cash: moved(Book::Cash), gift: moved(Book::Gift) }
    }

    /// Neither part is negative, and they are not both nothing.
    pub(super) fn check_positive(&self) -> Result<(), LedgerError> {
        for (field, cents) in [("cash", self.cash), ("gift", self.gift)] {
            if cents < Cents::ZERO {
                return Err(LedgerError::AmountNotPositive { field, cents: cents.0 });
            }
        }
        if self.cash == Cents::ZERO && self.gift == Cents::ZERO {
            return Err(LedgerError::AmountNotPositive { field: "cash and gift", cents: 0 });
        }
        Ok(())
    }
}

/// In which order the balances are spent.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
pub enum GiftUse {
    /// Gift balance first, cash for the rest.
    #[default]
    First,
    /// Cash first, gift balance for the rest.
    Last,
    /// Cash alone.
    Never,
}

/// How the balances pay an amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spending(pub GiftUse);

impl Spending {
    /// What is taken from cash and what from gift balance for `due`.
    ///
    /// # Errors
    /// [`LedgerError::Insufficient`] when both together do not suffice, [`LedgerError::AmountNotPositive`] for a
    /// negative amount. Nothing due is nothing taken.
    pub fn take(self, balances: &Balances, due: Cents) -> Result<Part, LedgerError> {
        if due < Cents::ZERO {
            return Err(LedgerError::AmountNotPositive { field: "due", cents: due.0 });
        }
        let (cash, gift) = (balances.of(Book::Cash), balances.of(Book::Gift));
        let from_gift = match self.0 {
            GiftUse::First => gift.min(due),
            GiftUse::Last => Cents(due.0.saturating_sub(cash.0).max(0)),
            GiftUse::Never => Cents::ZERO,
        };
        let from_cash = Cents(due.0.saturating_sub(from_gift.0));
        if from_cash > cash || from_gift > gift {
            let available = match self.0 {
                GiftUse::Never => cash,
                GiftUse::First | GiftUse::Last => Cents(cash.0.saturating_add(gift.0)),
            };
            return Err(LedgerError::Insufficient { due, available });
        }
        Ok(Part { cash: from_cash, gift: from_gift })
    }
}

/// How an order was paid. `due` is always `discount + voucher_cents + cash + gift`: nothing is rounded away (C1).
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
pub struct Payment {
    /// Its price before anything was taken off.
    pub due: Cents,
    /// Taken off by the account's discount; does not come back (C2).
    pub discount: Cents,
    /// The voucher that was used; does not come back (C2).
    pub voucher: Option<VoucherId>,
    /// Taken off by the voucher.
    pub voucher_cents: Cents,
    /// Taken from the cash balance.
    pub cash: Cents,
    /// Taken from the gift balance.
    pub gift: Cents,
}

impl Payment {
    /// What the balances paid.
    pub fn paid(&self) -> Part {
        Part { cash: self.cash, gift: self.gift }
    }

    /// What of `amount` goes back to cash and what to gift balance, when `returned` went back before (C2).
    ///
    /// The proportion is kept over all parts together, not part by part: after any number of parts the sum that went
    /// back to cash is what largest-remainder division gives for the whole sum so far (a tie goes to cash). So a cent
    /// is never lost, no part is negative, and the last part completes exactly what was paid.
    ///
    /// # Errors
    /// [`LedgerError::ReturnTooLarge`] when less is left, [`LedgerError::AmountNotPositive`] for nothing or less.
    pub fn next_return(&self, order: OrderId, returned: Part, amount: Cents) -> Result<Part, LedgerError> {
        if amount <= Cents::ZERO {
            return Err(LedgerError::AmountNotPositive { field: "amount", cents: amount.0 });
        }
        let left = self.left(returned);
        if amount > left {
            return Err(LedgerError::ReturnTooLarge { order, wanted: amount, left });
        }
        let total = i128::from(self.paid().sum().0);
        let reached = i128::from(returned.sum().0) + i128::from(amount.0);
        // Division by the largest remainder between two shares is rounding of one and subtraction for the other.
        let cash_reached = (i128::from(self.cash.0) * reached * 2 + total) / (total * 2).max(1);
        let cash = i64::try_from(cash_reached).unwrap_or(i64::MAX).saturating_sub(returned.cash.0);
        Ok(Part { cash: Cents(cash), gift: Cents(amount.0.saturating_sub(cash)) })
    }

    /// What of the payment has not gone back.
    pub fn left(&self, returned: Part) -> Cents {
        Cents(self.paid().sum().0.saturating_sub(returned.sum().0).max(0))
    }
}
