//! First and last second of the certificate that is about to be signed for an application (BR 6.3.2; J2, K1, K3).

use crate::certificate::Application;
use crate::policy::ValidityPeriod;
use crate::time::Timestamp;

/// The part of `period` (what term and policy of the day allow, BR 6.3.2; must never happen, 6) that lies within the
/// paid term (K3) and, for a reissue, does not go beyond the last second of the certificate reissued,
/// `reissued_ends_at` (J2).
///
/// Nothing when that has passed at `at`.
pub fn within_term(
    mut period: ValidityPeriod,
    application: &Application,
    reissued_ends_at: Option<Timestamp>,
    at: Timestamp,
) -> Option<ValidityPeriod> {
    for end in [application.term_ends_at, reissued_ends_at].into_iter().flatten() {
        period.not_after = period.not_after.min(end);
    }
    (period.not_after > at).then_some(period)
}
