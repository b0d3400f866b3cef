//! A gift card: an amount that whoever has the code adds to the gift balance of an account, once (C1, C4).

use super::{Stage, VoucherError, in_time};
use crate::ids::{AccountId, GiftCardId};
use crate::money::Cents;
use crate::time::Timestamp;

/// What refusals call it.
const WHAT: &str = "gift card";

/// One gift card.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GiftCard {
    /// Its number; 0 until the register has counted it.
    pub id: GiftCardId,
    /// What it adds.
    pub cents: Cents,
    /// When it was made.
    pub issued_at: Timestamp,
    /// The first moment at which it can no longer be redeemed.
    pub ends_at: Timestamp,
    /// How far it is.
    pub stage: Stage,
}

impl GiftCard {
    /// Refuses values that make no sense.
    ///
    /// # Errors
    /// [`VoucherError::Value`].
    pub fn check(&self) -> Result<(), VoucherError> {
        let refuse = |field, rule| Err(VoucherError::Value { field, rule });
        if self.cents <= Cents::ZERO {
            return refuse("amount", "must be 1 cent or more");
        }
        if self.ends_at <= self.issued_at {
            return refuse("expires", "must be later than now");
        }
        Ok(())
    }

    /// Redeems it (C1: once).
    ///
    /// # Errors
    /// [`VoucherError::Used`], [`VoucherError::Withdrawn`], [`VoucherError::Expired`].
    pub fn redeemed(mut self, by: AccountId, now: Timestamp) -> Result<GiftCard, VoucherError> {
        let next = self.stage.spend(WHAT, by, None, now)?;
        in_time(WHAT, self.ends_at, now)?;
        self.stage = next;
        Ok(self)
    }

    /// Takes it back (C4).
    ///
    /// # Errors
    /// [`VoucherError::Used`], [`VoucherError::Withdrawn`].
    pub fn withdrawn(mut self, at: Timestamp) -> Result<GiftCard, VoucherError> {
        self.stage = self.stage.withdraw(WHAT, at)?;
        Ok(self)
    }
}
