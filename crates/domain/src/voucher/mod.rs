//! What makes a price smaller or a balance larger without money: discounts of an account, vouchers that are used
//! once, gift cards that are redeemed once (C1, C4). Codes are secrets and never get here; rows are found by digest.

mod discount;
mod gift_card;
mod paper;
mod reckoning;
mod stage;
#[cfg(test)]
mod tests;

pub use discount::Discount;
pub use gift_card::GiftCard;
pub use paper::{Voucher, Worth};
pub use reckoning::{Reckoning, reckon};
pub use stage::Stage;

use crate::money::Cents;
use crate::time::Timestamp;

/// Why a voucher, gift card or discount is refused. Nothing is changed by it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum VoucherError {
    /// There is none, or it is another account's: the answer is the same.
    #[error("{what}: there is none like this for this account; check what was typed")]
    Unknown {
        /// `voucher` or `gift card`.
        what: &'static str,
    },
    /// It was used before.
    #[error("{what}: it was used already; each is good for one time")]
    Used {
        /// `voucher` or `gift card`.
        what: &'static str,
    },
    /// Staff took it back.
    #[error("{what}: it was withdrawn")]
    Withdrawn {
        /// `voucher` or `gift card`.
        what: &'static str,
    },
    /// It is too late.
    #[error("{what}: it could be used until {until}")]
    Expired {
        /// `voucher` or `gift card`.
        what: &'static str,
        /// The first moment at which it no longer could.
        until: String,
    },
    /// The order is too small.
    #[error("voucher: it is for orders of {minimum} or more after discount; this one has {due}")]
    BelowMinimum {
        /// The least amount.
        minimum: Cents,
        /// The order's.
        due: Cents,
    },
    /// The order is of another brand.
    #[error("voucher: it is for products of the brand {brand}")]
    OtherBrand {
        /// The voucher's brand.
        brand: String,
    },
    /// A value does not make sense.
    #[error("{field}: {rule}")]
    Value {
        /// Which one.
        field: &'static str,
        /// The rule.
        rule: &'static str,
    },
}

/// Refuses what is used at or after its end.
fn in_time(what: &'static str, ends_at: Timestamp, now: Timestamp) -> Result<(), VoucherError> {
    if now < ends_at { Ok(()) } else { Err(VoucherError::Expired { what, until: ends_at.rfc3339() }) }
}
