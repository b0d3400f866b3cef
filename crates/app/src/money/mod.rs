//! The counting-house: what comes onto a balance, what is paid from it, what goes back, and the check of the books.
//!
//! [`pay`] and [`give_back`] run inside the unit of work of the order that they belong to (scope: its account), so
//! that an order is never paid without standing there, nor the other way round (C1, C2).

pub(crate) mod codes;
mod give_back;
mod means;
mod pay;
mod post;
mod reckon;
mod top_up;

pub use chancery_domain::ledger::{GiftUse, Part, Payment};
pub use chancery_domain::voucher::Reckoning;
pub use give_back::{give_back, give_back_part};
pub use means::{Charge, PaymentMeans, VoucherChoice};
pub use pay::pay;
pub use reckon::reckon;
pub use top_up::{TopUp, TopUpOutcome, top_up};
