//! From the price to what the balances pay: first the discount, then the voucher on the rest (C1, A7).

use super::{Discount, Voucher, VoucherError};
use crate::ids::{AccountId, VoucherId};
use crate::money::Cents;
use crate::time::Timestamp;

/// The lines between price and rest; `due = discount + voucher + rest` always (C1, A7).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reckoning {
    /// The price.
    pub due: Cents,
    /// Percent and amount of the discount, if there is one.
    pub discount: Option<(u8, Cents)>,
    /// The voucher and what it takes off, if there is one.
    pub voucher: Option<(VoucherId, Cents)>,
    /// What the balances pay.
    pub rest: Cents,
}

impl Reckoning {
    /// What the discount takes off.
    pub fn discount_cents(&self) -> Cents {
        self.discount.map_or(Cents::ZERO, |(_, cents)| cents)
    }

    /// What the voucher takes off.
    pub fn voucher_cents(&self) -> Cents {
        self.voucher.map_or(Cents::ZERO, |(_, cents)| cents)
    }
}

/// Computes what is left to pay of `due`. A free order needs no voucher: one that is given stays unused.
///
/// # Errors
/// The reason why the voucher may not be used; [`VoucherError::Value`] for a negative price.
pub fn reckon(
    account: AccountId,
    brand: &str,
    due: Cents,
    discounts: &[Discount],
    voucher: Option<&Voucher>,
    now: Timestamp,
) -> Result<Reckoning, VoucherError> {
    if due < Cents::ZERO {
        return Err(VoucherError::Value { field: "due", rule: "a price is 0 cents or more" });
    }
    let discount = Discount::best(discounts, brand, now).map(|found| (found.percent, found.takes_off(due)));
    let after = Cents(due.0.saturating_sub(discount.map_or(0, |(_, cents)| cents.0)));
    let voucher = voucher
        .filter(|_| after > Cents::ZERO)
        .map(|found| Ok((found.id, found.takes_off(account, brand, after, now)?)))
        .transpose()?;
    let rest = Cents(after.0.saturating_sub(voucher.map_or(0, |(_, cents)| cents.0)));
    Ok(Reckoning { due, discount, voucher, rest })
}
