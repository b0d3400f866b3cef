//! Numbers of the ACME server that no profile chooses: waiting, paging, forgetting, and rates.

use super::data_file::{Checker, DataFileError};
use serde::Deserialize;

/// Numbers of the ACME server.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct AcmePolicy {
    /// Contacts of one account.
    pub contacts_max: usize,
    /// Characters of a contact.
    pub contact_length_max: usize,
    /// Milliseconds for which the answer to a challenge waits for the look.
    pub answer_wait_milliseconds: u64,
    /// Orders on a page of an account's list.
    pub orders_page_max: i64,
    /// Seconds after which an issuance that was begun and not ended is gone on with.
    pub resume_after_seconds: i64,
    /// Days after which an order or authorization that ended is forgotten.
    pub forget_after_days: i64,
    /// Seconds after which a client should ask again for renewal information (RFC 9773 section 4.3).
    pub renewal_retry_after_seconds: i64,
    /// Where the renewal window begins when the profile does not say it, in hundredths of the validity (RFC 9773 section
    /// 4.2).
    pub renewal_from_percent: i64,
    /// Where it ends.
    pub renewal_to_percent: i64,
    /// Shortest lifetime of a certificate of an order that renews itself (RFC 8739 section 3.2, `min-lifetime`).
    pub star_lifetime_seconds_min: i64,
    /// Longest time for which an order renews itself (RFC 8739 section 3.2, `max-duration`).
    pub star_duration_seconds_max: i64,
    /// How far ahead the first certificate of an order that renews itself may begin (`start-date`), in seconds.
    pub star_start_seconds_max: i64,
    /// How much of a certificate's time is left when the next one is published, in hundredths of its lifetime.
    pub star_overlap_percent: i64,
    /// Rates.
    pub rates: AcmeRates,
}

/// How often something may happen; more is answered with `rateLimited`.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct AcmeRates {
    /// New accounts from one address.
    pub new_accounts_per_address: Rate,
    /// New orders of one account.
    pub new_orders_per_account: Rate,
    /// Certificates that name one primary domain.
    pub certificates_per_primary_domain: Rate,
    /// Failed validations of one account for one name.
    pub failed_validations_per_name: Rate,
}

/// So many in so many seconds; all of them may come at once, and then they come back evenly.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// How many; 0 for without limit.
    pub count: i64,
    /// In how many seconds.
    pub seconds: i64,
}

pub(super) fn check(policy: &AcmePolicy, check: &Checker<'_>) -> Result<(), DataFileError> {
    check.within("acme.contacts_max", policy.contacts_max, 0..=100)?;
    check.within("acme.contact_length_max", policy.contact_length_max, 16..=1_024)?;
    check.within("acme.answer_wait_milliseconds", policy.answer_wait_milliseconds, 0..=30_000)?;
    check.within("acme.orders_page_max", policy.orders_page_max, 1..=10_000)?;
    check.within("acme.resume_after_seconds", policy.resume_after_seconds, 1..=3_600)?;
    check.within("acme.forget_after_days", policy.forget_after_days, 1..=3_650)?;
    check.within("acme.renewal_retry_after_seconds", policy.renewal_retry_after_seconds, 60..=86_400)?;
    check.within("acme.renewal_to_percent", policy.renewal_to_percent, 2..=99)?;
    check.within(
        "acme.renewal_from_percent",
        policy.renewal_from_percent,
        1..=policy.renewal_to_percent - 1,
    )?;
    check.within("acme.star_lifetime_seconds_min", policy.star_lifetime_seconds_min, 60..=2_592_000)?;
    check.within("acme.star_duration_seconds_max", policy.star_duration_seconds_max, 60..=316_224_000)?;
    check.within("acme.star_start_seconds_max", policy.star_start_seconds_max, 0..=172_800)?;
    check.within("acme.star_overlap_percent", policy.star_overlap_percent, 10..=90)?;
    for (key, rate) in [
        ("new_accounts_per_address", policy.rates.new_accounts_per_address),
        ("new_orders_per_account", policy.rates.new_orders_per_account),
        ("certificates_per_primary_domain", policy.rates.certificates_per_primary_domain),
        ("failed_validations_per_name", policy.rates.failed_validations_per_name),
    ] {
        check.within(&format!("acme.rates.{key}.count"), rate.count, 0..=1_000_000_000)?;
        check.within(&format!("acme.rates.{key}.seconds"), rate.seconds, 1..=31_622_400)?;
    }
    Ok(())
}
