//! The policy's numbers on money: the largest balance, how long vouchers and gift cards are good, and the limits on
//! reports of payment processors (C1, C4).

use super::data_file::{Checker, DataFileError};
use serde::Deserialize;

/// Days in a century, as a bound.
const DAYS_MAX: i64 = 36_525;

/// Balances, vouchers, gift cards and reports of payment processors.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct MoneyPolicy {
    /// Cents that a balance may hold at most; no single amount is larger.
    pub balance_cents_max: i64,
    /// Days for which a voucher is good when no day is named.
    pub voucher_days_default: i64,
    /// Days for which a gift card is good when no day is named.
    pub gift_card_days_default: i64,
    /// Seconds by which the time of a processor's report may differ from the clock.
    pub webhook_window_seconds: i64,
    /// Octets of a processor's report.
    pub webhook_bytes_max: usize,
    /// Characters of a reference or of a report's id.
    pub reference_length_max: usize,
    /// Entries of the ledger on a page when no number is asked for.
    pub transactions_page_default: i64,
    /// Entries of the ledger on a page at most.
    pub transactions_page_max: i64,
}

pub(super) fn check(money: &MoneyPolicy, check: &Checker<'_>) -> Result<(), DataFileError> {
    // Sums of many balances stay far below what a number holds.
    check.within("money.balance_cents_max", money.balance_cents_max, 1..=1_000_000_000_000_000)?;
    check.within("money.voucher_days_default", money.voucher_days_default, 1..=DAYS_MAX)?;
    check.within("money.gift_card_days_default", money.gift_card_days_default, 1..=DAYS_MAX)?;
    check.within("money.webhook_window_seconds", money.webhook_window_seconds, 1..=86_400)?;
    check.within("money.webhook_bytes_max", money.webhook_bytes_max, 1_024..=1 << 20)?;
    check.within("money.reference_length_max", money.reference_length_max, 8..=1_024)?;
    check.within(
        "money.transactions_page_default",
        money.transactions_page_default,
        1..=money.transactions_page_max,
    )?;
    check.within("money.transactions_page_max", money.transactions_page_max, 1..=10_000)
}
