//! Where money comes in from outside: one adapter for each way in which payment processors report.

use chancery_domain::ids::AccountId;
use chancery_domain::money::Cents;
use chancery_domain::time::Timestamp;

/// What a processor reports, once its signature was believed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentReport {
    /// The processor's id of the report; the same id is the same report.
    pub id: String,
    /// Whose money it is.
    pub account: AccountId,
    /// What happened.
    pub kind: ReportKind,
    /// SHA-256 of the report, to tell a repetition from a second report under the same id.
    pub content_sha256: String,
}

/// What happened at the processor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReportKind {
    /// So much was paid and is ours for good.
    Paid(Cents),
    /// Something that changes no balance here, in the processor's word.
    Other(String),
}

/// Why a report is not believed or not understood.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum GatewayError {
    /// The signature is missing or wrong. Which of the two is not told.
    #[error("the signature is missing or wrong")]
    NotSigned,
    /// The signature is good, but its time is not near to the clock.
    #[error("the report was signed too long ago, or ahead of time; check the clocks")]
    OutOfTime,
    /// The report cannot be understood.
    #[error("the report cannot be understood: {0}")]
    Malformed(String),
}

/// A way in which processors report.
///
/// Contract: nothing of a report is looked at before its signature was found good; the same octets give the same
/// report, so that a repetition is known by its id; no secret is in an error.
pub trait PaymentGateway: Send + Sync {
    /// Believes and reads a report. `signature` is the value of the header that carries it, if there was one.
    ///
    /// # Errors
    /// [`GatewayError`].
    fn read(
        &self,
        signature: Option<&str>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<PaymentReport, GatewayError>;
}
