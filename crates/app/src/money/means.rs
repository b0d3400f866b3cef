//! What is charged, and how the tenant wants to pay it.

use chancery_domain::ids::{OrderId, VoucherId};
use chancery_domain::ledger::GiftUse;
use chancery_domain::money::Cents;
use std::fmt;
use zeroize::Zeroizing;

/// What is charged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Charge<'a> {
    /// The order; it is paid once.
    pub order: OrderId,
    /// The key of the brand that is bought, for discounts and vouchers of one brand.
    pub brand: &'a str,
    /// The price before discount and voucher.
    pub due: Cents,
}

/// How it is paid: by default gift balance first, then cash, no voucher.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct PaymentMeans {
    /// A voucher to use.
    pub voucher: Option<VoucherChoice>,
    /// Whether gift balance goes first.
    pub gift: GiftUse,
}

/// Which voucher.
#[derive(Clone, PartialEq, Eq)]
pub enum VoucherChoice {
    /// One of the account's own, by its number.
    Number(VoucherId),
    /// The one with this code.
    Code(Zeroizing<String>),
}

impl VoucherChoice {
    /// The choice in a text from outside: digits alone are a number, everything else is a code.
    pub fn from_text(text: &str) -> Self {
        let text = text.trim();
        let number = text.parse::<i64>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
        number.map_or_else(|| Self::Code(Zeroizing::new(text.to_owned())), |n| Self::Number(VoucherId(n)))
    }
}

impl fmt::Debug for VoucherChoice {
    /// Without the code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VoucherChoice::Number(id) => write!(f, "Number({id})"),
            VoucherChoice::Code(_) => f.write_str("Code(***)"),
        }
    }
}
