//! Numbers of renewal (K1), of terms longer than one certificate (K3), of renewal that pays by itself (K4) and of
//! reissues (J1, J2).

use super::data_file::{Checker, DataFileError};
use crate::time::SECONDS_PER_DAY;
use serde::Deserialize;

/// Renewal, longer terms and automatic renewal.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct RenewalPolicy {
    /// Days before the end from which a certificate may be renewed, or a free one applied for anew.
    pub opens_days_before: i64,
    /// Days after renewal has opened at which the holder is reminded of the end (M1).
    pub reminds_days_after_opening: i64,
    /// Days added to a renewed term besides those that remain.
    pub bonus_days: i64,
    /// Days before its end from which a certificate inside a longer term gets its successor.
    pub continues_days_before: i64,
    /// Hundredths of a certificate's validity that may be left at most when it gets its successor.
    pub continues_share_percent: i64,
    /// Seconds until a continuation or an automatic renewal that failed is tried again.
    pub retry_seconds: i64,
    /// Days that remain at least when automatic renewal is switched.
    pub automatic_days_left_min: i64,
    /// Days before the end of the term at which automatic renewal pays.
    pub automatic_days_before: i64,
    /// Years of the longest term that renews itself.
    pub automatic_years_max: i64,
    /// Brands whose certificates may renew themselves.
    pub automatic_brands: Vec<String>,
    /// Levels whose certificates may renew themselves, as the catalogue writes them.
    pub automatic_levels: Vec<String>,
}

/// Reissues.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct ReissuePolicy {
    /// A certificate with no more days left than this is not reissued.
    pub days_left_more_than: i64,
    /// Reissues of one free certificate.
    pub free_max: usize,
    /// Seconds after the first issue within which the names are not proved anew.
    pub no_validation_seconds: i64,
    /// Characters of the reason.
    pub reason_length_max: usize,
}

/// Bounds within which the service is sane.
pub(super) fn check(
    renewal: &RenewalPolicy,
    reissue: &ReissuePolicy,
    check: &Checker<'_>,
) -> Result<(), DataFileError> {
    check.within("renewal.opens_days_before", renewal.opens_days_before, 1..=398)?;
    check.within(
        "renewal.reminds_days_after_opening",
        renewal.reminds_days_after_opening,
        0..=renewal.opens_days_before,
    )?;
    check.within("renewal.bonus_days", renewal.bonus_days, 0..=90)?;
    check.within("renewal.continues_days_before", renewal.continues_days_before, 1..=398)?;
    // At half and more a successor would be due again soon after it began.
    check.within("renewal.continues_share_percent", renewal.continues_share_percent, 1..=50)?;
    check.within("renewal.retry_seconds", renewal.retry_seconds, 60..=30 * SECONDS_PER_DAY)?;
    check.within("renewal.automatic_days_left_min", renewal.automatic_days_left_min, 0..=398)?;
    check.within("renewal.automatic_days_before", renewal.automatic_days_before, 1..=398)?;
    let opens = "must not be greater than renewal.opens_days_before, from which on a certificate is renewed";
    let within = renewal.automatic_days_before <= renewal.opens_days_before;
    check.ensure(within, "renewal.automatic_days_before", opens)?;
    check.within("renewal.automatic_years_max", renewal.automatic_years_max, 1..=10)?;
    check.within("reissue.days_left_more_than", reissue.days_left_more_than, 0..=398)?;
    check.within("reissue.free_max", reissue.free_max, 0..=1_000)?;
    check.within(
        "reissue.no_validation_seconds",
        reissue.no_validation_seconds,
        0..=398 * SECONDS_PER_DAY,
    )?;
    check.within("reissue.reason_length_max", reissue.reason_length_max, 1..=10_000)
}
