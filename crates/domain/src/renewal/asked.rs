//! When an upstream authority asks for the renewal of a certificate that it issued (RFC 9773 section 4.2), as far as the
//! service follows it.

use crate::certificate::Validity;
use crate::policy::Policy;
use crate::time::Timestamp;
use crate::upstream::UpstreamOrder;

/// The moment chosen within the directory's window; but never so soon after the certificate's first second that a directory
/// which asks for every certificate at once would be ordered from without end (`upstream.renewal_age_seconds_min`).
pub fn asked_at(order: &UpstreamOrder, validity: &Validity, policy: &Policy) -> Option<Timestamp> {
    let earliest = validity.not_before.plus_seconds(policy.upstream.renewal_age_seconds_min);
    order.renew_at().map(|at| at.max(earliest))
}

/// The earlier of what the policy says and what the authority asks for.
pub(super) fn earlier(at: Timestamp, asked_at: Option<Timestamp>) -> Timestamp {
    asked_at.map_or(at, |asked_at| asked_at.min(at))
}
