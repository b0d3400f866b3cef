//! The policy's numbers about proofs of control: time, redirects, look-ups, and methods that are gone.

use super::Policy;
use super::schedule::UtcDate;
use crate::time::Timestamp;
use serde::Deserialize;

/// Random values in challenges.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct ChallengePolicy {
    /// Days for which a value is good.
    pub random_value_days: i64,
    /// Days for which a persistent DNS record counts (SC-088).
    pub persistent_record_reuse_days: i64,
}

/// DNSSEC at the primary viewpoint.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct DnssecPolicy {
    /// First day on which answers are validated to the root.
    pub required_from: UtcDate,
}

/// CAA look-ups (RFC 8659).
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct CaaPolicy {
    /// A look-up may be used for its TTL or for this many seconds, whichever is longer.
    pub reuse_seconds_min: i64,
    /// And never longer than this many seconds.
    pub reuse_seconds_max: i64,
    /// Whether a look-up that failed twice lets us issue when the zone is proven unsigned.
    pub unsigned_failure_permits: bool,
    /// First day on which RFC 8657 parameters must be honoured.
    pub rfc8657_required_from: UtcDate,
}

/// How long and how often proofs are looked for (E4).
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct ValidationPolicy {
    /// Seconds from the application to its failure.
    pub deadline_seconds: i64,
    /// Seconds after which one look has timed out.
    pub probe_timeout_seconds: i64,
    /// Pause after the first look.
    pub backoff_first_seconds: i64,
    /// Factor between one pause and the next.
    pub backoff_factor: i64,
    /// Longest pause.
    pub backoff_max_seconds: i64,
    /// Seconds between two looks asked for by hand.
    pub manual_check_interval_seconds: i64,
    /// Octets of a proof file that are read.
    pub body_bytes_max: usize,
    /// What probes over HTTP call themselves.
    pub user_agent: String,
}

impl ValidationPolicy {
    /// Pause in seconds after the look number `looks_done` (1 for the first).
    pub fn backoff_seconds(&self, looks_done: u32) -> i64 {
        let factor = self.backoff_factor.saturating_pow(looks_done.saturating_sub(1));
        self.backoff_first_seconds.saturating_mul(factor).min(self.backoff_max_seconds)
    }
}

/// What the look for a proof file accepts (E2).
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct FileProofPolicy {
    /// Redirects that are followed.
    pub redirects_max: u32,
    /// Statuses that count as a redirect.
    pub redirect_statuses: Vec<u16>,
    /// Ports that may be spoken to.
    pub ports: Vec<u16>,
    /// Statuses of an accepted answer.
    pub final_statuses: Vec<u16>,
}

/// The http-01 check.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Http01Policy {
    /// Redirects that are followed.
    pub redirects_max: u32,
    /// Statuses that count as a redirect.
    pub redirect_statuses: Vec<u16>,
}

/// A way of validation that the Baseline Requirements have retired or will.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum RetiredMethod {
    /// Mail to an address from WHOIS.
    WhoisMail,
    /// A call to a number from WHOIS.
    WhoisPhone,
    /// Control of the address that the name resolves to.
    IpAddressLookUp,
    /// A call to a number from DNS.
    Phone,
    /// Reverse look-up of an address.
    ReverseLookUp,
    /// Any mail.
    Mail,
}

/// The day on which a way of validation ends.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct MethodGone {
    /// The way.
    pub method: RetiredMethod,
    /// First day without it.
    pub from: UtcDate,
}

impl Policy {
    /// Whether a way of validation is gone at a moment.
    pub fn is_method_gone(&self, method: RetiredMethod, at: Timestamp) -> bool {
        self.methods_gone.iter().any(|gone| gone.method == method && gone.from.has_come(at))
    }
}
