//! Authorizations: an account's proved or asked-for control of one identifier (RFC 8555 section 7.1.4).

use super::challenge::{AcmeChallenge, ChallengeType};
use super::error::AcmeError;
use super::identifier::Identifier;
use super::ids::{AcmeAccountId, AuthorizationId};
use super::problem::Problem;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// An authorization.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Authorization {
    /// Its id.
    pub id: AuthorizationId,
    /// Whose it is.
    pub account: AcmeAccountId,
    /// What is to be proved: a wildcard stands here with its `*.`; the wire shows [`Identifier::base_value`].
    pub identifier: Identifier,
    /// How far it is.
    pub stage: AuthorizationStage,
    /// Until when it can be proved, or, once valid, used.
    pub expires_at: Timestamp,
    /// The ways to prove it.
    pub challenges: Vec<AcmeChallenge>,
    /// The order that it was made for; nothing when it was made ahead of any.
    pub order: Option<super::ids::AcmeOrderId>,
    /// Until when the CAA look-up made with the proof may be used; nothing before, and for addresses.
    pub caa_good_until: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// How far an authorization is, as it is kept.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum AuthorizationStage {
    /// To be proved.
    Pending,
    /// Proved.
    Valid {
        /// When.
        at: Timestamp,
        /// By what.
        by: ChallengeType,
    },
    /// A challenge failed.
    Invalid,
    /// Given up by the account.
    Deactivated,
    /// Withdrawn by the service.
    Revoked,
}

/// How far an authorization is at a moment, in the words of RFC 8555 section 7.1.6.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum AuthorizationStatus {
    /// `pending`.
    Pending,
    /// `valid`.
    Valid,
    /// `invalid`; also a pending one whose time ran out.
    Invalid,
    /// `deactivated`.
    Deactivated,
    /// `expired`: it was valid and its time ran out.
    Expired,
    /// `revoked`.
    Revoked,
}

impl AuthorizationStatus {
    /// The word on the wire.
    pub fn code(self) -> &'static str {
        match self {
            AuthorizationStatus::Pending => "pending",
            AuthorizationStatus::Valid => "valid",
            AuthorizationStatus::Invalid => "invalid",
            AuthorizationStatus::Deactivated => "deactivated",
            AuthorizationStatus::Expired => "expired",
            AuthorizationStatus::Revoked => "revoked",
        }
    }
}

impl Authorization {
    /// Whether it is for a wildcard.
    pub fn wildcard(&self) -> bool {
        self.identifier.is_wildcard()
    }

    /// How far it is at `now`.
    pub fn status(&self, now: Timestamp) -> AuthorizationStatus {
        let late = self.expires_at < now;
        match self.stage {
            AuthorizationStage::Pending if late => AuthorizationStatus::Invalid,
            AuthorizationStage::Pending => AuthorizationStatus::Pending,
            AuthorizationStage::Valid { .. } if late => AuthorizationStatus::Expired,
            AuthorizationStage::Valid { .. } => AuthorizationStatus::Valid,
            AuthorizationStage::Invalid => AuthorizationStatus::Invalid,
            AuthorizationStage::Deactivated => AuthorizationStatus::Deactivated,
            AuthorizationStage::Revoked => AuthorizationStatus::Revoked,
        }
    }

    /// The challenge of a kind.
    pub fn challenge(&self, kind: ChallengeType) -> Option<&AcmeChallenge> {
        self.challenges.iter().find(|challenge| challenge.kind == kind)
    }

    /// The challenge that proved it.
    pub fn proved_by(&self) -> Option<ChallengeType> {
        match self.stage {
            AuthorizationStage::Valid { by, .. } => Some(by),
            _ => None,
        }
    }

    /// The client says that the response to a challenge is there. The other challenges stay as they are.
    ///
    /// # Errors
    /// [`AcmeError::AuthorizationNotPending`], [`AcmeError::NoSuchChallenge`], [`AcmeError::ChallengeNotPending`].
    pub fn respond(self, kind: ChallengeType, now: Timestamp) -> Result<Self, AcmeError> {
        self.change(kind, now, |stage| stage.respond(now))
    }

    /// The response was seen: the authorization is valid until `until`.
    ///
    /// # Errors
    /// As [`Authorization::respond`].
    pub fn pass(self, kind: ChallengeType, now: Timestamp, until: Timestamp) -> Result<Self, AcmeError> {
        let mut passed = self.change(kind, now, |stage| stage.pass(now))?;
        passed.stage = AuthorizationStage::Valid { at: now, by: kind };
        passed.expires_at = until;
        Ok(passed)
    }

    /// The response was not there: challenge and authorization are invalid (RFC 8555 section 7.1.6).
    ///
    /// # Errors
    /// As [`Authorization::respond`].
    pub fn fail(self, kind: ChallengeType, problem: Problem, now: Timestamp) -> Result<Self, AcmeError> {
        let mut failed = self.change(kind, now, |stage| stage.fail(problem, now))?;
        failed.stage = AuthorizationStage::Invalid;
        Ok(failed)
    }

    /// The account gives it up (RFC 8555 section 7.5.2).
    ///
    /// # Errors
    /// [`AcmeError::NotDeactivatable`].
    pub fn deactivate(mut self, now: Timestamp) -> Result<Self, AcmeError> {
        match self.status(now) {
            AuthorizationStatus::Pending | AuthorizationStatus::Valid => {
                self.stage = AuthorizationStage::Deactivated;
                Ok(self)
            }
            other => Err(AcmeError::NotDeactivatable { stage: other.code() }),
        }
    }

    /// The service withdraws it, for instance because the account is gone.
    ///
    /// # Errors
    /// [`AcmeError::NotDeactivatable`].
    pub fn revoke(mut self, now: Timestamp) -> Result<Self, AcmeError> {
        match self.status(now) {
            AuthorizationStatus::Pending | AuthorizationStatus::Valid => {
                self.stage = AuthorizationStage::Revoked;
                Ok(self)
            }
            other => Err(AcmeError::NotDeactivatable { stage: other.code() }),
        }
    }

    fn change(
        mut self,
        kind: ChallengeType,
        now: Timestamp,
        action: impl FnOnce(super::ChallengeStage) -> Result<super::ChallengeStage, AcmeError>,
    ) -> Result<Self, AcmeError> {
        match self.status(now) {
            AuthorizationStatus::Pending => {}
            other => return Err(AcmeError::AuthorizationNotPending { stage: other.code() }),
        }
        let challenge = self
            .challenges
            .iter_mut()
            .find(|challenge| challenge.kind == kind)
            .ok_or(AcmeError::NoSuchChallenge)?;
        challenge.stage = action(challenge.stage.clone())?;
        Ok(self)
    }
}
