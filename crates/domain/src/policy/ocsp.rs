//! Numbers of the OCSP responder.

use super::data_file::{Checker, DataFileError};
use serde::Deserialize;

/// Numbers of the OCSP responder.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct OcspPolicy {
    /// Seconds from thisUpdate to nextUpdate.
    pub validity_seconds: i64,
    /// Seconds after which an answer that is kept is signed anew.
    pub refresh_seconds: i64,
    /// Seconds for which caches on the way may keep an answer or a revocation list.
    pub max_age_seconds: i64,
    /// Signed answers kept in memory on each node.
    pub answers_kept_max: usize,
    /// Certificates that one request may ask about.
    pub certificates_per_request_max: usize,
    /// Octets of a request.
    pub request_bytes_max: usize,
    /// Seconds that the certificate of a delegated responder lasts; it is renewed at half of that.
    pub responder_validity_seconds: i64,
}

/// Eight hours (BR 4.9.10).
const EIGHT_HOURS: i64 = 8 * 3_600;

pub(super) fn check(policy: &OcspPolicy, check: &Checker<'_>) -> Result<(), DataFileError> {
    check.within("ocsp.validity_seconds", policy.validity_seconds, EIGHT_HOURS..=10 * 86_400)?;
    // BR 4.9.10: below 16 hours at half of the validity, else 8 hours before the end and within four days.
    let latest = if policy.validity_seconds < 2 * EIGHT_HOURS {
        policy.validity_seconds / 2
    } else {
        (policy.validity_seconds - EIGHT_HOURS).min(4 * 86_400)
    };
    check.within("ocsp.refresh_seconds", policy.refresh_seconds, 60..=latest)?;
    let rest = policy.validity_seconds - policy.refresh_seconds;
    check.within("ocsp.max_age_seconds", policy.max_age_seconds, 0..=rest)?;
    check.within("ocsp.answers_kept_max", policy.answers_kept_max, 16..=10_000_000)?;
    check.within("ocsp.certificates_per_request_max", policy.certificates_per_request_max, 1..=100)?;
    check.within("ocsp.request_bytes_max", policy.request_bytes_max, 256..=65_536)?;
    check.within(
        "ocsp.responder_validity_seconds",
        policy.responder_validity_seconds,
        2 * policy.validity_seconds..=90 * 86_400,
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::policy::Policy;

    #[test]
    fn bounds_are_those_of_the_rules() {
        let policy = Policy::compiled_in().unwrap().ocsp;
        let checker = Checker::new("test");
        for (validity, refresh, allowed) in [
            (EIGHT_HOURS - 1, 60, false),
            (EIGHT_HOURS, EIGHT_HOURS / 2, true),
            (EIGHT_HOURS, EIGHT_HOURS / 2 + 1, false),
            (86_400, 86_400 - EIGHT_HOURS, true),
            (86_400, 86_400 - EIGHT_HOURS + 1, false),
            (10 * 86_400, 4 * 86_400, true),
            (10 * 86_400, 4 * 86_400 + 1, false),
            (10 * 86_400 + 1, 86_400, false),
        ] {
            let changed = OcspPolicy {
                validity_seconds: validity,
                refresh_seconds: refresh,
                max_age_seconds: 0,
                responder_validity_seconds: 2 * validity,
                ..policy.clone()
            };
            assert_eq!(super::check(&changed, &checker).is_ok(), allowed, "{validity} {refresh}");
        }
    }
}
