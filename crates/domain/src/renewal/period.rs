//! First and last second of the certificate that is about to be signed for an application (BR 6.3.2; J2, K1, K3).

use crate::certificate::Application;
use crate::policy::{Policy, ValidityPeriod};
use crate::time::Timestamp;

/// The period of a certificate signed at `at`: the term bought, but never more than the policy of the day allows (BR
/// 6.3.2; must never happen, 6), nor beyond the paid term (K3), nor, for a reissue, beyond the last second of the
/// certificate reissued, `reissued_ends_at` (J2).
///
/// Nothing when that has passed.
pub fn period(
    application: &Application,
    reissued_ends_at: Option<Timestamp>,
    policy: &Policy,
    at: Timestamp,
) -> Option<ValidityPeriod> {
    let mut period = policy.validity_period(at, application.term_days);
    for end in [application.term_ends_at, reissued_ends_at].into_iter().flatten() {
        period.not_after = period.not_after.min(end);
    }
    (period.not_after > at).then_some(period)
}
