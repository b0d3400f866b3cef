//! How patiently upstream authorities are asked.

use serde::Deserialize;

/// Pauses and limits in asking upstream authorities.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct UpstreamPolicy {
    /// Seconds between two looks at an order when the directory does not say.
    pub poll_seconds: i64,
    /// Longest pause in seconds that a directory may ask for.
    pub poll_seconds_max: i64,
    /// Failures in a row after which the next directory is asked.
    pub failures_max: i64,
    /// Seconds after which an order that came to nothing everywhere is given up.
    pub give_up_seconds: i64,
    /// Longest wait for one answer, in seconds.
    pub answer_seconds: u64,
    /// Longest answer read, in octets.
    pub answer_bytes_max: usize,
    /// Seconds between two questions for the renewal window at least.
    pub renewal_poll_seconds_min: i64,
    /// Age in seconds that a certificate has at least when it is renewed because its authority asks for it.
    pub renewal_age_seconds_min: i64,
}
