//! Until when one free certificate counts against each quota (B2, seed 000 "Quota of Free SSL Certificates"): the
//! account's returns on revocation or expiry, the primary domain's only on expiry.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The two ends of one use. At its end and later a use no longer counts.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct QuotaUse {
    /// End of the use of the account's quota.
    pub account_until: Timestamp,
    /// End of the use of the primary domain's quota.
    pub domain_until: Timestamp,
}

impl QuotaUse {
    /// At the application: counts until something ends it.
    pub fn applied() -> Self {
        QuotaUse { account_until: Timestamp::FOREVER, domain_until: Timestamp::FOREVER }
    }

    /// After issuance: counts until the certificate expires, which is in force in its last second too.
    #[must_use]
    pub fn issued(self, not_after: Timestamp) -> Self {
        let ended_at = not_after.plus_seconds(1);
        QuotaUse { account_until: ended_at, domain_until: ended_at }
    }

    /// After a reissue, which has no place of its own: counts until the last of the kin expires.
    #[must_use]
    pub fn reissued(self, not_after: Timestamp) -> Self {
        let reissue = self.issued(not_after);
        QuotaUse {
            account_until: self.account_until.max(reissue.account_until),
            domain_until: self.domain_until.max(reissue.domain_until),
        }
    }

    /// After an application that was cancelled or failed without a certificate: both return at once.
    #[must_use]
    pub fn ended_unissued(self, now: Timestamp) -> Self {
        QuotaUse { account_until: self.account_until.min(now), domain_until: self.domain_until.min(now) }
    }

    /// After a revocation: the account's returns at once, the primary domain's stays until expiry. Deleting a
    /// certificate returns nothing at all.
    #[must_use]
    pub fn revoked(self, now: Timestamp) -> Self {
        QuotaUse { account_until: self.account_until.min(now), ..self }
    }

    /// It counts against the account's quota.
    pub fn counts_for_account(self, now: Timestamp) -> bool {
        now < self.account_until
    }

    /// It counts against the primary domain's quota.
    pub fn counts_for_domain(self, now: Timestamp) -> bool {
        now < self.domain_until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_end_returns_what_the_seed_says() {
        // Its last second is 8,999.
        let (now, expiry) = (Timestamp(1_000), Timestamp(9_000));
        let applied = QuotaUse::applied();
        let issued = applied.issued(Timestamp(8_999));
        // (what happened, asked at, counts for the account, counts for the primary domain)
        for (use_, at, account, domain) in [
            (applied, Timestamp(i64::MAX / 8), true, true),
            (issued, now, true, true),
            (issued, Timestamp(8_999), true, true),
            (issued, expiry, false, false),
            (applied.ended_unissued(now), Timestamp(999), true, true),
            (applied.ended_unissued(now), now, false, false),
            (issued.revoked(now), now, false, true),
            (issued.revoked(now), Timestamp(8_999), false, true),
            (issued.revoked(now), expiry, false, false),
            // A reissue that lasts longer, and one that does not.
            (issued.reissued(Timestamp(9_999)), Timestamp(9_999), true, true),
            (issued.reissued(Timestamp(9_999)), Timestamp(10_000), false, false),
            (issued.reissued(now), Timestamp(8_999), true, true),
            (issued.reissued(now), expiry, false, false),
            // Revoked after expiry: nothing comes to life again.
            (issued.revoked(Timestamp(10_000)), Timestamp(9_500), false, false),
            (issued.ended_unissued(Timestamp(10_000)), Timestamp(9_500), false, false),
        ] {
            assert_eq!(use_.counts_for_account(at), account, "{use_:?} at {at}");
            assert_eq!(use_.counts_for_domain(at), domain, "{use_:?} at {at}");
        }
    }
}
