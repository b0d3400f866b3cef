//! What may not be done with a certificate, and why.

use crate::ids::CertificateId;
use crate::time::SECONDS_PER_DAY;

/// Why an action on a certificate was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CertificateError {
    /// Downloaded or deployed before it was issued.
    #[error("the certificate is {stage}, not issued, so there is nothing to download yet")]
    NotIssued {
        /// The stage it is in.
        stage: &'static str,
    },
    /// Validated when it does not wait for validation.
    #[error("the certificate is {stage} and does not wait for domain validation")]
    NotValidating {
        /// The stage it is in.
        stage: &'static str,
    },
    /// Submitted when its information is not awaited.
    #[error("the certificate is {stage} and takes no information now")]
    NotAwaitingInformation {
        /// The stage it is in.
        stage: &'static str,
    },
    /// A letter came when none is awaited.
    #[error("the certificate is {stage} and takes no letter now")]
    LetterNotAwaited {
        /// The stage it is in.
        stage: &'static str,
    },
    /// Approved or refused when it is not examined.
    #[error("the certificate is {stage} and is not in review")]
    NotInReview {
        /// The stage it is in.
        stage: &'static str,
    },
    /// Submitted again although it neither failed nor was cancelled.
    #[error("the certificate is {stage}; only a failed or cancelled application is submitted again")]
    NotResubmittable {
        /// The stage it is in.
        stage: &'static str,
    },
    /// Paid back although it neither failed nor was cancelled.
    #[error(
        "the certificate is {stage}; only a failed or cancelled application is paid back, so cancel it first"
    )]
    NotRefundable {
        /// The stage it is in.
        stage: &'static str,
    },
    /// Its course ends without proved names; only a wrong catalogue leads here.
    #[error("the names were not proved, so the certificate is not issued")]
    Unproved,
    /// Signed when validation has not passed.
    #[error("the certificate is {stage} and is not ready to be signed")]
    NotReady {
        /// The stage it is in.
        stage: &'static str,
    },
    /// Cancelled when it is too late.
    #[error("the certificate is {stage} and can no longer be cancelled")]
    NotCancellable {
        /// The stage it is in.
        stage: &'static str,
    },
    /// Ended although it is not in force.
    #[error("the certificate is {stage} and cannot expire")]
    NotInForce {
        /// The stage it is in.
        stage: &'static str,
    },
    /// Revoked although nothing was signed or is to be signed.
    #[error("the certificate is {stage} and cannot be revoked")]
    NotRevocable {
        /// The stage it is in.
        stage: &'static str,
    },
    /// An upload is revoked by its own issuer (H3).
    #[error("the certificate was issued elsewhere; ask its issuer to revoke it")]
    IssuedElsewhere,
    /// A reissue is not revoked alone (I3).
    #[error("the certificate is a reissue and is revoked together with its original; revoke {original}")]
    ReissueAlone {
        /// The original.
        original: CertificateId,
    },
    /// Too near its end (I1).
    #[error(
        "the certificate ends within {days} days and is not revoked any more, but for a compromised key (keyCompromise)"
    )]
    RevocationClosed {
        /// In so many days before the end.
        days: i64,
    },
    /// Notices are ignored only near the end (M3).
    #[error("only a certificate that ends within {days} days can be ignored")]
    NotEndingSoon {
        /// In so many days before the end.
        days: i64,
    },
    /// Deleted while in force.
    #[error("an issued certificate cannot be deleted; revoke it or wait until it expires")]
    DeleteIssued,
    /// Deleted while its application runs.
    #[error("the certificate is {stage}; cancel the application before deleting it")]
    DeleteUnfinished {
        /// The stage it is in.
        stage: &'static str,
    },
    /// Deleted before the authority that issued it was told of its revocation (I4).
    #[error(
        "the certificate is revoked, but the authority that issued it could not be told yet; delete it later"
    )]
    DeleteUntold,
    /// Deleted while what takes its place is not issued (I5).
    #[error(
        "its renewal {renewal} is applied for and not issued; wait until it is issued or cancel it before deleting this one"
    )]
    RenewalNotIssued {
        /// The renewal, or the next certificate of the paid term.
        renewal: CertificateId,
    },
    /// Deleted too soon after the application.
    #[error(
        "a free certificate cannot be deleted soon after its application; try again in {wait_seconds} seconds"
    )]
    DeleteTooSoon {
        /// How long to wait.
        wait_seconds: i64,
    },
    /// The proof came after the deadline.
    #[error("the time for domain validation ran out; apply again and publish the proof within {} days", .allowed_seconds / SECONDS_PER_DAY)]
    TooLate {
        /// The time that was allowed.
        allowed_seconds: i64,
    },
}
