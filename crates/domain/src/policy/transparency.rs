//! Limits on asking Certificate Transparency logs.

use serde::Deserialize;

/// How long logs are waited for, and what of their answers is believed.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct TransparencyPolicy {
    /// Longest wait for the timestamps of one precertificate, all logs together, in milliseconds.
    pub deadline_milliseconds: u64,
    /// Seconds by which a log's clock may be ahead of ours.
    pub clock_tolerance_seconds: i64,
    /// Longest answer read from a log, in octets.
    pub answer_bytes_max: usize,
}
