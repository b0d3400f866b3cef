//! A voucher: a fixed amount or a percentage off one order, from a least amount on, until a day, once (C1).

use super::{Stage, VoucherError, in_time};
use crate::ids::{AccountId, OrderId, VoucherId};
use crate::money::Cents;
use crate::time::Timestamp;

/// What refusals call it.
const WHAT: &str = "voucher";

/// What a voucher takes off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Worth {
    /// A fixed amount; what an order does not need of it is lost.
    Amount(Cents),
    /// A percentage of the order, 1 to 100, downwards to a whole cent.
    Percent(u8),
}

/// One voucher.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Voucher {
    /// Its number; 0 until the register has counted it.
    pub id: VoucherId,
    /// Who alone may use it; nothing: whoever has its code.
    pub account: Option<AccountId>,
    /// What it takes off.
    pub worth: Worth,
    /// The least amount of an order after discount.
    pub minimum: Cents,
    /// The key of the only brand that it is for.
    pub brand: Option<String>,
    /// When it was made.
    pub issued_at: Timestamp,
    /// The first moment at which it can no longer be used.
    pub ends_at: Timestamp,
    /// How far it is.
    pub stage: Stage,
}

impl Voucher {
    /// Refuses values that make no sense.
    ///
    /// # Errors
    /// [`VoucherError::Value`].
    pub fn check(&self) -> Result<(), VoucherError> {
        let refuse = |field, rule| Err(VoucherError::Value { field, rule });
        match self.worth {
            Worth::Amount(cents) if cents <= Cents::ZERO => {
                return refuse("amount", "must be 1 cent or more");
            }
            Worth::Percent(percent) if !(1..=100).contains(&percent) => {
                return refuse("percent", "must be between 1 and 100");
            }
            Worth::Amount(_) | Worth::Percent(_) => {}
        }
        if self.minimum < Cents::ZERO {
            return refuse("minimum", "must be 0 cents or more");
        }
        if self.ends_at <= self.issued_at {
            return refuse("expires", "must be later than now");
        }
        Ok(())
    }

    /// What it takes off `due`, an amount after discount; never more than that (C1).
    ///
    /// # Errors
    /// The reason why it may not be used by this account for this order now.
    pub fn takes_off(
        &self,
        account: AccountId,
        brand: &str,
        due: Cents,
        now: Timestamp,
    ) -> Result<Cents, VoucherError> {
        if self.account.is_some_and(|owner| owner != account) {
            return Err(VoucherError::Unknown { what: WHAT });
        }
        // Whether it is open is asked before the date, so that a used one is called used.
        self.stage.spend(WHAT, account, None, now)?;
        in_time(WHAT, self.ends_at, now)?;
        if let Some(own) = self.brand.as_ref().filter(|own| *own != brand) {
            return Err(VoucherError::OtherBrand { brand: own.clone() });
        }
        if due < self.minimum {
            return Err(VoucherError::BelowMinimum { minimum: self.minimum, due });
        }
        Ok(match self.worth {
            Worth::Amount(cents) => cents.min(due),
            Worth::Percent(percent) => due.percent(percent),
        })
    }

    /// Uses it up for an order (C1: once).
    ///
    /// # Errors
    /// [`VoucherError::Used`], [`VoucherError::Withdrawn`].
    pub fn spent(mut self, by: AccountId, order: OrderId, at: Timestamp) -> Result<Voucher, VoucherError> {
        self.stage = self.stage.spend(WHAT, by, Some(order), at)?;
        Ok(self)
    }

    /// Takes it back (C4).
    ///
    /// # Errors
    /// [`VoucherError::Used`], [`VoucherError::Withdrawn`].
    pub fn withdrawn(mut self, at: Timestamp) -> Result<Voucher, VoucherError> {
        self.stage = self.stage.withdraw(WHAT, at)?;
        Ok(self)
    }
}
