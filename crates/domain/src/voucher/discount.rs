//! A discount that staff agreed on with one account: a percentage off everything or off one brand (C4).

use super::VoucherError;
use crate::ids::AccountId;
use crate::money::Cents;
use crate::time::Timestamp;

/// One discount. An account has at most one without a brand and one for each brand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Discount {
    /// Whose.
    pub account: AccountId,
    /// The key of the brand that it is for; nothing: for every brand that has none of its own.
    pub brand: Option<String>,
    /// Percent taken off, 1 to 100.
    pub percent: u8,
    /// The first moment at which it no longer counts, if there is one.
    pub ends_at: Option<Timestamp>,
    /// When it was set.
    pub set_at: Timestamp,
}

impl Discount {
    /// Refuses values that make no sense.
    ///
    /// # Errors
    /// [`VoucherError::Value`].
    pub fn check(&self) -> Result<(), VoucherError> {
        if !(1..=100).contains(&self.percent) {
            return Err(VoucherError::Value { field: "percent", rule: "must be between 1 and 100" });
        }
        if self.ends_at.is_some_and(|end| end <= self.set_at) {
            return Err(VoucherError::Value { field: "expires", rule: "must be later than now" });
        }
        Ok(())
    }

    /// The one that counts for a brand now: the brand's own, else the one for everything (C4).
    pub fn best<'a>(discounts: &'a [Discount], brand: &str, now: Timestamp) -> Option<&'a Discount> {
        let in_force = |d: &&Discount| d.ends_at.is_none_or(|end| now < end);
        let own = discounts.iter().filter(in_force).find(|d| d.brand.as_deref() == Some(brand));
        own.or_else(|| discounts.iter().filter(in_force).find(|d| d.brand.is_none()))
    }

    /// What it takes off a price, downwards to a whole cent.
    pub fn takes_off(&self, due: Cents) -> Cents {
        due.percent(self.percent)
    }
}
