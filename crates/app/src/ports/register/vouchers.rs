//! Vouchers, gift cards and discounts. Codes are never stored; rows are found by their SHA-256.

use super::Stored;
use chancery_domain::ids::{AccountId, GiftCardId, VoucherId};
use chancery_domain::time::Timestamp;
use chancery_domain::voucher::{Discount, GiftCard, Voucher};

/// Which vouchers.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct VoucherFilter {
    /// Only those that belong to this account.
    pub account: Option<AccountId>,
    /// Only those that can be used at this moment.
    pub usable_at: Option<Timestamp>,
    /// Vouchers to skip.
    pub offset: u64,
    /// Vouchers to return.
    pub limit: u64,
}

/// Vouchers, gift cards and discounts (C1, C4).
pub trait Vouchers {
    /// Adds a voucher under the next number; [`super::StoreError::Taken`] when its code is another's.
    fn insert_voucher(&mut self, voucher: &Voucher, code_sha256: &str) -> Stored<VoucherId>;
    /// The voucher with this number.
    fn voucher(&mut self, id: VoucherId) -> Stored<Option<Voucher>>;
    /// The voucher with this code.
    fn voucher_by_code(&mut self, code_sha256: &str) -> Stored<Option<Voucher>>;
    /// Saves the stage that an open voucher moves to. `false` and no change when it is no longer open: of several units
    /// at the same time, also of different accounts, exactly one gets `true`.
    fn close_voucher(&mut self, voucher: &Voucher) -> Stored<bool>;
    /// How many there are, and a page of them, latest first.
    fn vouchers(&mut self, filter: VoucherFilter) -> Stored<(u64, Vec<Voucher>)>;

    /// Adds a gift card under the next number; [`super::StoreError::Taken`] when its code is another's.
    fn insert_gift_card(&mut self, card: &GiftCard, code_sha256: &str) -> Stored<GiftCardId>;
    /// The gift card with this number.
    fn gift_card(&mut self, id: GiftCardId) -> Stored<Option<GiftCard>>;
    /// The gift card with this code.
    fn gift_card_by_code(&mut self, code_sha256: &str) -> Stored<Option<GiftCard>>;
    /// Like [`Vouchers::close_voucher`].
    fn close_gift_card(&mut self, card: &GiftCard) -> Stored<bool>;
    /// How many there are, and a page of them, latest first.
    fn gift_cards(&mut self, offset: u64, limit: u64) -> Stored<(u64, Vec<GiftCard>)>;

    /// Sets the discount of an account, in place of the one for the same brand.
    fn set_discount(&mut self, discount: &Discount) -> Stored<()>;
    /// Takes a discount away; whether there was one.
    fn remove_discount(&mut self, account: AccountId, brand: Option<&str>) -> Stored<bool>;
    /// The discounts of an account, the one for everything first, then by brand.
    fn discounts(&mut self, account: AccountId) -> Stored<Vec<Discount>>;
}
