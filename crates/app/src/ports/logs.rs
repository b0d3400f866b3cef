//! Certificate Transparency logs, to which precertificates are shown before they become certificates (RFC 6962).

use chancery_domain::profile::SctRule;
use chancery_domain::time::Timestamp;
use futures_util::future::BoxFuture;

/// A precertificate to be logged.
#[derive(Clone, Copy, Debug)]
pub struct Submission<'a> {
    /// The signed precertificate.
    pub precertificate_der: &'a [u8],
    /// What is above it, the issuer first, the root last.
    pub chain_der: &'a [Vec<u8>],
    /// The moment of the submission.
    pub now: Timestamp,
    /// Last second of validity: logs take certificates of certain years only.
    pub not_after: Timestamp,
    /// What must be obtained.
    pub rule: SctRule,
}

/// Why the rule could not be met.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LogsError {
    /// Too few logs answered well before the deadline; the same submission may succeed later.
    #[error(
        "{logs} logs of {operators} operators answered, {logs_min} of {operators_min} are needed: {reasons}"
    )]
    TooFew {
        /// Logs that gave a good timestamp.
        logs: usize,
        /// Different operators among them.
        operators: usize,
        /// Logs needed.
        logs_min: usize,
        /// Operators needed.
        operators_min: usize,
        /// What was wrong with each of the others.
        reasons: String,
    },
    /// The precertificate or its chain cannot be read: a fault of ours.
    #[error("the precertificate cannot be logged: {0}")]
    Unfit(String),
}

/// Shows precertificates to logs.
///
/// Contract: every answer is verified under the log's key before it counts; ends within the policy's deadline; the
/// same precertificate may be submitted any number of times, also at the same time.
pub trait Logs: Send + Sync {
    /// Obtains timestamps until the rule is met. Returns them as a `SignedCertificateTimestampList` (RFC 6962 section
    /// 3.3) without the octet string around it.
    fn submit<'a>(&'a self, submission: Submission<'a>) -> BoxFuture<'a, Result<Vec<u8>, LogsError>>;
}
