//! Numbers of ACME's wire: sizes, nonces, and how soon clients ask again.

use super::data_file::{Checker, DataFileError};
use serde::Deserialize;

/// Numbers of ACME's wire.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct AcmeWirePolicy {
    /// Octets of a message.
    pub request_bytes_max: usize,
    /// Seconds for which a nonce is good, where several processes share a register.
    pub nonce_seconds: i64,
    /// Nonces given out and not used yet, where one process serves; older ones become useless.
    pub nonces_max: usize,
    /// Account keys kept ready to verify.
    pub account_keys_cached_max: usize,
    /// Seconds after which to ask again while something is being done.
    pub poll_seconds: i64,
}

pub(super) fn check(policy: &AcmeWirePolicy, check: &Checker<'_>) -> Result<(), DataFileError> {
    check.within("acme_wire.request_bytes_max", policy.request_bytes_max, 4_096..=1_048_576)?;
    check.within("acme_wire.nonce_seconds", policy.nonce_seconds, 60..=86_400)?;
    check.within("acme_wire.nonces_max", policy.nonces_max, 1_024..=268_435_456)?;
    check.within("acme_wire.account_keys_cached_max", policy.account_keys_cached_max, 2..=1_048_576)?;
    check.within("acme_wire.poll_seconds", policy.poll_seconds, 1..=60)
}
