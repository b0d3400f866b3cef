//! The policy's numbers on purchases, benefit points and extra places for free certificates (B3, C1, C3).

use super::data_file::{Checker, DataFileError};
use serde::Deserialize;

/// Purchases.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct OrderPolicy {
    /// Certificates in one purchase at most.
    pub certificates_per_purchase_max: usize,
    /// Names in one purchase of several certificates at most.
    pub names_per_purchase_max: usize,
    /// Seconds that an order may stay unpaid.
    pub unpaid_seconds: i64,
    /// Days that a year of a term has.
    pub year_days: i64,
    /// Characters of a client's token.
    pub token_length_max: usize,
    /// Orders on a page when no number is asked for.
    pub page_default: i64,
    /// Orders on a page at most.
    pub page_max: i64,
}

/// Benefit points, and extra places for free certificates.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct BenefitPolicy {
    /// Days after its purchase in which an untouched package is refunded.
    pub refund_within_days: i64,
    /// Days for which a transfer code is good.
    pub transfer_code_days: i64,
    /// Days for which points and places given by the operator are good when no number is named.
    pub granted_days_default: i64,
    /// Points or places in one gift of the operator at most.
    pub granted_max: i64,
}

pub(super) fn check(
    orders: &OrderPolicy,
    benefits: &BenefitPolicy,
    check: &Checker<'_>,
) -> Result<(), DataFileError> {
    check.within("orders.certificates_per_purchase_max", orders.certificates_per_purchase_max, 1..=1_000)?;
    check.within("orders.names_per_purchase_max", orders.names_per_purchase_max, 1..=10_000)?;
    check.within("orders.unpaid_seconds", orders.unpaid_seconds, 60..=366 * 86_400)?;
    check.within("orders.year_days", orders.year_days, 365..=366)?;
    check.within("orders.token_length_max", orders.token_length_max, 16..=1_024)?;
    check.within("orders.page_default", orders.page_default, 1..=orders.page_max)?;
    check.within("orders.page_max", orders.page_max, 1..=10_000)?;
    check.within("benefits.refund_within_days", benefits.refund_within_days, 0..=366)?;
    check.within("benefits.transfer_code_days", benefits.transfer_code_days, 1..=3_650)?;
    check.within("benefits.granted_days_default", benefits.granted_days_default, 1..=3_650)?;
    check.within("benefits.granted_max", benefits.granted_max, 1..=1_000_000_000)
}
