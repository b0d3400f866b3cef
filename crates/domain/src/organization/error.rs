//! Why something about a profile was refused.

/// Refusals; the use-case puts the field's name before them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum OrganizationError {
    /// Submitted while an examination runs.
    #[error("it is being examined already; wait for the outcome")]
    UnderReview,
    /// Submitted while an approval is in force.
    #[error("it is approved already; verify it again when the approval is about to end")]
    StillApproved,
    /// Verified again before it was ever approved.
    #[error("it was not approved yet; submit it for review first")]
    NotApproved,
    /// A verdict without an examination.
    #[error("it is not under review; a verdict is given once")]
    NotUnderReview,
    /// Deleted after the authority got it.
    #[error("it was submitted to the authority and can no longer be deleted")]
    AtAuthority,
    /// Deleted while certificates name it.
    #[error("it is linked to {0} certificates and cannot be deleted")]
    Linked(u64),
}
