//! The counting-house: what comes onto a balance, what is paid from it, what goes back, and the check of the books.
//!
//! [`pay`] and [`give_back`] run inside the unit of work of the order that they belong to (scope: its account), so
//! that an order is never paid without standing there, nor the other way round (C1, C2).

mod balance;
mod check_ledger;
mod discounts;
mod gift_cards;
mod give_back;
mod means;
mod pay;
mod post;
mod receive;
mod reckon;
mod redeem_gift_card;
mod top_up;
mod vouchers;

pub use balance::{balance, balance_of, transactions, transactions_of};
pub use chancery_domain::ledger::{GiftUse, Part, Payment};
pub use chancery_domain::voucher::Reckoning;
pub use check_ledger::{CheckedLedger, check_ledger};
pub use discounts::{DiscountInput, discounts, set_discount};
pub use gift_cards::{IssuedGiftCard, gift_cards, issue_gift_card, withdraw_gift_card};
pub use give_back::{give_back, give_back_part};
pub use means::{Charge, PaymentMeans, VoucherChoice};
pub use pay::pay;
pub use receive::{Received, receive};
pub use reckon::reckon;
pub use redeem_gift_card::{Redeemed, redeem_gift_card};
pub use top_up::{TopUp, TopUpOutcome, top_up};
pub use vouchers::{IssuedVoucher, VoucherInput, issue_voucher, own_vouchers, vouchers, withdraw_voucher};
