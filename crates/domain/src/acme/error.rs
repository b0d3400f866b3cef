//! Why an action on an ACME resource is refused in the stage that it is in.

/// A refusal of a stage machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AcmeError {
    /// The account was deactivated or revoked.
    #[error("the account is {stage} and cannot be used any more")]
    AccountInactive {
        /// Its stage.
        stage: &'static str,
    },
    /// The order cannot be finalized now.
    #[error("the order is {stage}; it can be finalized once, while it is \"ready\"")]
    OrderNotReady {
        /// Its status.
        stage: &'static str,
    },
    /// The order does not renew itself, or is not in force.
    #[error("only a valid order that renews itself can be renewed or cancelled; this one is {stage}")]
    NotRenewing {
        /// Its status.
        stage: &'static str,
    },
    /// The authorization can no longer be answered.
    #[error("the authorization is {stage}; only a pending one takes a response")]
    AuthorizationNotPending {
        /// Its status.
        stage: &'static str,
    },
    /// The authorization can no longer be given up.
    #[error("the authorization is {stage}; only a pending or valid one can be deactivated")]
    NotDeactivatable {
        /// Its status.
        stage: &'static str,
    },
    /// There is no such challenge in the authorization.
    #[error("the authorization has no such challenge")]
    NoSuchChallenge,
    /// The challenge was answered before.
    #[error("the challenge is {stage} and takes no further response")]
    ChallengeNotPending {
        /// Its status.
        stage: &'static str,
    },
}
