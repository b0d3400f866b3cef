//! What the operator says about logs (`[[transparency.log]]` in the configuration).

use crate::tls_client::TlsSetupError;
use chancery_domain::time::Timestamp;
use std::path::PathBuf;

/// One log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogSettings {
    /// Its name, for messages.
    pub name: String,
    /// Its address up to, not including, `/ct/v1/`.
    pub url: String,
    /// Its SubjectPublicKeyInfo.
    pub public_key_der: Vec<u8>,
    /// Who runs it.
    pub operator: String,
    /// First moment at which certificates may end, if the log takes those of a certain span only.
    pub ends_from: Option<Timestamp>,
    /// First moment at which certificates may no longer end.
    pub ends_before: Option<Timestamp>,
}

impl LogSettings {
    /// Whether the log takes certificates that end then.
    pub fn takes(&self, not_after: Timestamp) -> bool {
        self.ends_from.is_none_or(|from| not_after >= from)
            && self.ends_before.is_none_or(|before| not_after < before)
    }
}

/// All logs, and the policy's limits on asking them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TransparencySettings {
    /// The logs.
    pub logs: Vec<LogSettings>,
    /// Roots for TLS beside the public ones.
    pub ca_file: Option<PathBuf>,
    /// Longest wait for one precertificate.
    pub deadline: std::time::Duration,
    /// Seconds by which a log's clock may be ahead.
    pub clock_tolerance_seconds: i64,
    /// Longest answer read.
    pub answer_bytes_max: usize,
}

/// Why the logs cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LogSetupError {
    /// The key of a log.
    #[error("transparency.log {name:?}: public_key: {detail}")]
    Key {
        /// The log.
        name: String,
        /// What is wrong.
        detail: String,
    },
    /// TLS.
    #[error("transparency.ca_file: {0}")]
    Tls(#[from] TlsSetupError),
    /// The HTTP client.
    #[error("the HTTP client for logs could not be made: {0}")]
    Http(String),
}
