//! How long a certificate may last, counted to the second (BR 6.3.2, must-never 6 and 17), and how long evidence
//! may be used again (BR 4.2.1).

use super::Policy;
use super::schedule::{days_in_force, evidence_ends};
use crate::time::{SECONDS_PER_DAY, Timestamp};

/// First and last second of a certificate. Both belong to it: notAfter is inclusive (RFC 5280 section 4.1.2.5).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ValidityPeriod {
    /// First second.
    pub not_before: Timestamp,
    /// Last second.
    pub not_after: Timestamp,
}

impl ValidityPeriod {
    /// Seconds that the certificate lasts, the first and the last one included.
    pub fn seconds(self) -> i64 {
        self.not_after.seconds_since(self.not_before).saturating_add(1)
    }

    /// Days of 86,400 seconds; any further second counts as another day (BR 6.3.2).
    pub fn days(self) -> i64 {
        let seconds = self.seconds();
        seconds.div_euclid(SECONDS_PER_DAY) + i64::from(seconds.rem_euclid(SECONDS_PER_DAY) > 0)
    }
}

/// A validity that the policy forbids.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ValidityTooLong {
    /// Longer than the policy allows on the day of issuance.
    #[error(
        "a validity of {seconds} seconds counts as {days} days; at {at} at most {days_max} are allowed; ask for a shorter term"
    )]
    OverMaximum {
        /// Seconds asked for.
        seconds: i64,
        /// Days that they count as.
        days: i64,
        /// Days allowed.
        days_max: i64,
        /// Moment of issuance.
        at: Timestamp,
    },
    /// Ends before it begins.
    #[error("the certificate would end ({not_after}) before it begins ({not_before})")]
    Reversed {
        /// First second.
        not_before: Timestamp,
        /// Last second.
        not_after: Timestamp,
    },
}

impl Policy {
    /// Longest validity in days for a certificate issued at `at`.
    pub fn validity_days_max(&self, at: Timestamp) -> i64 {
        days_in_force(&self.validity, at)
    }

    /// Longest validity in seconds, first and last second included, that this service gives a certificate
    /// issued at `at`: the maximum less `issuance.days_less` days.
    pub fn validity_seconds_max(&self, at: Timestamp) -> i64 {
        (self.validity_days_max(at) - self.issuance.days_less).max(1).saturating_mul(SECONDS_PER_DAY)
    }

    /// The validity of a certificate issued `at` for a term of `term_days`: it begins a little earlier
    /// (`issuance.backdate_seconds`) and never lasts longer than [`Policy::validity_seconds_max`]. The caller
    /// shortens it further where the issuer ends sooner (must-never 17).
    pub fn validity_period(&self, at: Timestamp, term_days: i64) -> ValidityPeriod {
        let not_before = at.plus_seconds(-self.issuance.backdate_seconds);
        let seconds = term_days.max(1).saturating_mul(SECONDS_PER_DAY).min(self.validity_seconds_max(at));
        ValidityPeriod { not_before, not_after: not_before.plus_seconds(seconds - 1) }
    }

    /// Refuses a validity that lasts longer than the maximum on the day of issuance.
    ///
    /// # Errors
    /// [`ValidityTooLong`] with the numbers.
    pub fn check_validity(&self, period: ValidityPeriod, at: Timestamp) -> Result<(), ValidityTooLong> {
        let ValidityPeriod { not_before, not_after } = period;
        if not_after < not_before {
            return Err(ValidityTooLong::Reversed { not_before, not_after });
        }
        let (days, days_max) = (period.days(), self.validity_days_max(at));
        if days > days_max {
            return Err(ValidityTooLong::OverMaximum { seconds: period.seconds(), days, days_max, at });
        }
        Ok(())
    }

    /// Days for which a domain validation may be used again.
    pub fn domain_reuse_days(&self, at: Timestamp) -> i64 {
        days_in_force(&self.domain_reuse, at)
    }

    /// Days for which an examined organisation may be used again.
    pub fn organisation_reuse_days(&self, at: Timestamp) -> i64 {
        days_in_force(&self.organisation_reuse, at)
    }

    /// When evidence about an organisation that was gathered at `at` may no longer be used: the first moment at which
    /// it is older than the schedule of that moment allows (BR 4.2.1; F1).
    pub fn organisation_evidence_ends(&self, at: Timestamp) -> Timestamp {
        evidence_ends(&self.organisation_reuse, at)
    }

    /// When a proof of control over a domain that was seen at `at` may no longer be used (BR 4.2.1; E5).
    pub fn domain_evidence_ends(&self, at: Timestamp) -> Timestamp {
        evidence_ends(&self.domain_reuse, at)
    }
}
