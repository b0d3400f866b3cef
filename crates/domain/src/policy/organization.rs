//! Limits of organisation profiles, their administrators and domains (F1).

use super::data_file::{Checker, DataFileError};
use serde::Deserialize;

/// Limits of organisation profiles.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct OrganizationPolicy {
    /// Profiles of one account; an operator can allow an account more.
    pub per_account_max: i64,
    /// Administrators of one organisation.
    pub administrators_max: i64,
    /// Domains of one administrator.
    pub domains_max: i64,
    /// Days before its end from which an approval or proof is expiring and may be renewed.
    pub expiring_days_before: i64,
    /// Characters of an organisation's name.
    pub name_length_max: usize,
    /// Characters of a city, province, address or the like.
    pub text_length_max: usize,
    /// Characters of a person's names, position or department.
    pub person_length_max: usize,
    /// Digits of a telephone number at least.
    pub phone_digits_min: usize,
    /// Digits of a telephone number at most.
    pub phone_digits_max: usize,
    /// Characters of a postcode at least.
    pub postcode_length_min: usize,
    /// Characters of a postcode at most.
    pub postcode_length_max: usize,
    /// Characters of a mail address.
    pub mail_length_max: usize,
    /// Characters of an identity number whose kind has no form of its own.
    pub id_number_length_max: usize,
    /// Rows on a page when no number is asked for.
    pub page_default: i64,
    /// Rows on a page at most.
    pub page_max: i64,
}

/// Bounds within which the service is sane.
pub(super) fn check(policy: &OrganizationPolicy, check: &Checker<'_>) -> Result<(), DataFileError> {
    for (key, value) in [
        ("organization.per_account_max", policy.per_account_max),
        ("organization.administrators_max", policy.administrators_max),
        ("organization.domains_max", policy.domains_max),
    ] {
        check.within(key, value, 0..=100_000)?;
    }
    check.within("organization.expiring_days_before", policy.expiring_days_before, 0..=366)?;
    // X.520 bounds: longer values could not stand in a certificate.
    check.within("organization.name_length_max", policy.name_length_max, 1..=64)?;
    check.within("organization.text_length_max", policy.text_length_max, 1..=128)?;
    check.within("organization.person_length_max", policy.person_length_max, 1..=128)?;
    check.within("organization.phone_digits_min", policy.phone_digits_min, 1..=15)?;
    let digits_min = i64::try_from(policy.phone_digits_min).unwrap_or(15);
    check.within("organization.phone_digits_max", policy.phone_digits_max, digits_min..=20)?;
    check.within("organization.postcode_length_min", policy.postcode_length_min, 1..=20)?;
    let postcode_min = i64::try_from(policy.postcode_length_min).unwrap_or(20);
    check.within("organization.postcode_length_max", policy.postcode_length_max, postcode_min..=40)?;
    check.within("organization.mail_length_max", policy.mail_length_max, 6..=320)?;
    check.within("organization.id_number_length_max", policy.id_number_length_max, 4..=128)?;
    check.within("organization.page_default", policy.page_default, 1..=policy.page_max)?;
    check.within("organization.page_max", policy.page_max, 1..=10_000)
}
