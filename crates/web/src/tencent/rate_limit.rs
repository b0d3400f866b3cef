//! How often callers may call: per key once its signature is believed, per address while signatures fail.
//!
//! Only believed requests count against a key, so nobody can use up another's rate; and an address that fails too
//! often is still let in with a right signature, so one bad client behind a shared address locks nobody out.

use super::fault::{Fault, code};
use crate::settings::{Rate, RateSettings};
use chancery_domain::ids::SecretId;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};

/// After so many checks, callers that have long been quiet are forgotten.
const CHECKS_BETWEEN_CLEANING: u32 = 4_096;

/// The limiters of the cloud API.
pub struct RateLimits {
    settings: RateSettings,
    keys: DefaultKeyedRateLimiter<SecretId>,
    failures: DefaultKeyedRateLimiter<IpAddr>,
    checks: AtomicU32,
}

impl RateLimits {
    /// Limiters with these rates.
    pub fn new(settings: RateSettings) -> Self {
        RateLimits {
            settings,
            keys: RateLimiter::keyed(quota(settings.per_key)),
            failures: RateLimiter::keyed(quota(settings.failures_per_address)),
            checks: AtomicU32::new(0),
        }
    }

    /// Counts a request with a believed signature.
    ///
    /// # Errors
    /// `RequestLimitExceeded`: SDKs that retry look for exactly this code.
    pub fn admit(&self, key: &SecretId) -> Result<(), Fault> {
        self.clean();
        self.keys.check_key(key).map_err(|_| {
            Fault::new(
                code::REQUEST_LIMIT_EXCEEDED,
                format!(
                    "This key calls more often than {} times a second; wait a second and try again.",
                    self.settings.per_key.per_second
                ),
            )
        })
    }

    /// Counts a failed signature and returns what to answer: the fault, or that the address fails too often.
    pub fn failed(&self, address: Option<IpAddr>, fault: Fault) -> Fault {
        self.clean();
        let Some(address) = address else { return fault };
        match self.failures.check_key(&network(address)) {
            Ok(()) => fault,
            Err(_) => Fault::new(
                code::IP_LIMIT_EXCEEDED,
                "Too many requests from this address failed to show a valid signature; correct the key or the \
                 signing and try again in a few seconds.",
            ),
        }
    }

    fn clean(&self) {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CHECKS_BETWEEN_CLEANING
            == CHECKS_BETWEEN_CLEANING - 1
        {
            self.keys.retain_recent();
            self.failures.retain_recent();
        }
    }
}

fn quota(rate: Rate) -> Quota {
    Quota::per_second(rate.per_second).allow_burst(rate.burst)
}

/// IPv6 callers own a /64 at least, so that is what counts as one address.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn limits() -> RateLimits {
        RateLimits::new(RateSettings { per_key: Rate::new(1, 3), failures_per_address: Rate::new(1, 2) })
    }

    #[test]
    fn each_key_has_its_own_burst() {
        let limits = limits();
        let (one, two) = (SecretId("one".into()), SecretId("two".into()));
        for _ in 0..3 {
            assert_eq!(limits.admit(&one), Ok(()));
        }
        assert_eq!(limits.admit(&one).unwrap_err().code, code::REQUEST_LIMIT_EXCEEDED);
        assert_eq!(limits.admit(&two), Ok(()));
    }

    #[test]
    fn addresses_that_keep_failing_are_told_so() {
        let limits = limits();
        let fault = Fault::new(code::SIGNATURE_FAILURE, "no");
        for (address, expected) in [
            ("192.0.2.1", code::SIGNATURE_FAILURE),
            ("::ffff:192.0.2.1", code::SIGNATURE_FAILURE),
            ("192.0.2.1", code::IP_LIMIT_EXCEEDED),
            ("192.0.2.2", code::SIGNATURE_FAILURE),
            ("2001:db8::1", code::SIGNATURE_FAILURE),
            ("2001:db8::2", code::SIGNATURE_FAILURE),
            ("2001:db8::3", code::IP_LIMIT_EXCEEDED),
            ("2001:db8:0:1::3", code::SIGNATURE_FAILURE),
        ] {
            let answered = limits.failed(Some(address.parse().unwrap()), fault.clone());
            assert_eq!(answered.code, expected, "{address}");
        }
    }
}
