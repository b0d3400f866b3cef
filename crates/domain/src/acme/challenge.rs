//! Challenges: the ways in which control of an identifier can be shown.

use super::error::AcmeError;
use super::problem::Problem;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A kind of challenge.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
pub enum ChallengeType {
    /// `http-01` (RFC 8555 section 8.3).
    #[serde(rename = "http-01")]
    Http01,
    /// `dns-01` (RFC 8555 section 8.4).
    #[serde(rename = "dns-01")]
    Dns01,
    /// `tls-alpn-01` (RFC 8737).
    #[serde(rename = "tls-alpn-01")]
    TlsAlpn01,
    /// `dns-account-01` (draft-ietf-acme-dns-account-label).
    #[serde(rename = "dns-account-01")]
    DnsAccount01,
    /// `dns-persist-01` (draft-ietf-acme-dns-persist).
    #[serde(rename = "dns-persist-01")]
    DnsPersist01,
}

impl ChallengeType {
    /// Every kind.
    pub const ALL: [ChallengeType; 5] = [
        ChallengeType::Http01,
        ChallengeType::Dns01,
        ChallengeType::TlsAlpn01,
        ChallengeType::DnsAccount01,
        ChallengeType::DnsPersist01,
    ];

    /// The name on the wire, also the label of RFC 8657's `validationmethods`.
    pub fn code(self) -> &'static str {
        match self {
            ChallengeType::Http01 => "http-01",
            ChallengeType::Dns01 => "dns-01",
            ChallengeType::TlsAlpn01 => "tls-alpn-01",
            ChallengeType::DnsAccount01 => "dns-account-01",
            ChallengeType::DnsPersist01 => "dns-persist-01",
        }
    }

    /// The kind of a name.
    pub fn from_code(code: &str) -> Option<Self> {
        ChallengeType::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether it proves control of a whole zone, and so of wildcards.
    pub fn proves_wildcards(self) -> bool {
        matches!(self, ChallengeType::Dns01 | ChallengeType::DnsAccount01 | ChallengeType::DnsPersist01)
    }

    /// Whether it proves control of an address (RFC 8738 sections 5 to 7).
    pub fn proves_addresses(self) -> bool {
        matches!(self, ChallengeType::Http01 | ChallengeType::TlsAlpn01)
    }
}

/// One challenge of an authorization.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct AcmeChallenge {
    /// Its kind; an authorization has each kind at most once.
    pub kind: ChallengeType,
    /// Chance of at least 128 bits (RFC 8555 section 8.3). Kinds without a token on the wire have one here all the same.
    pub token: String,
    /// How far it is.
    pub stage: ChallengeStage,
}

/// How far a challenge is (RFC 8555 section 7.1.6).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum ChallengeStage {
    /// Waits for the client.
    Pending,
    /// The client says that the response is there; it is being looked at.
    Processing {
        /// When the client said so.
        since: Timestamp,
        /// What the last look saw, if it saw something that may pass.
        problem: Option<Problem>,
    },
    /// The response was seen.
    Valid {
        /// When.
        at: Timestamp,
    },
    /// It was not.
    Invalid {
        /// When that was known.
        at: Timestamp,
        /// Why.
        problem: Problem,
    },
}

impl ChallengeStage {
    /// The word on the wire.
    pub fn code(&self) -> &'static str {
        match self {
            ChallengeStage::Pending => "pending",
            ChallengeStage::Processing { .. } => "processing",
            ChallengeStage::Valid { .. } => "valid",
            ChallengeStage::Invalid { .. } => "invalid",
        }
    }

    /// When the response was seen (`validated`).
    pub fn validated_at(&self) -> Option<Timestamp> {
        match self {
            ChallengeStage::Valid { at } => Some(*at),
            _ => None,
        }
    }

    /// Why it failed, or what the last look saw (`error`).
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            ChallengeStage::Processing { problem, .. } => problem.as_ref(),
            ChallengeStage::Invalid { problem, .. } => Some(problem),
            ChallengeStage::Pending | ChallengeStage::Valid { .. } => None,
        }
    }

    /// The client says that the response is there. Told again while it is looked at, nothing changes.
    ///
    /// # Errors
    /// [`AcmeError::ChallengeNotPending`].
    pub fn respond(self, now: Timestamp) -> Result<Self, AcmeError> {
        match self {
            ChallengeStage::Pending => Ok(ChallengeStage::Processing { since: now, problem: None }),
            ChallengeStage::Processing { .. } => Ok(self),
            other => Err(AcmeError::ChallengeNotPending { stage: other.code() }),
        }
    }

    /// The response was seen.
    ///
    /// # Errors
    /// [`AcmeError::ChallengeNotPending`].
    pub fn pass(self, now: Timestamp) -> Result<Self, AcmeError> {
        match self {
            ChallengeStage::Pending | ChallengeStage::Processing { .. } => {
                Ok(ChallengeStage::Valid { at: now })
            }
            other => Err(AcmeError::ChallengeNotPending { stage: other.code() }),
        }
    }

    /// The response was not there, and is looked for no longer.
    ///
    /// # Errors
    /// [`AcmeError::ChallengeNotPending`].
    pub fn fail(self, problem: Problem, now: Timestamp) -> Result<Self, AcmeError> {
        match self {
            ChallengeStage::Pending | ChallengeStage::Processing { .. } => {
                Ok(ChallengeStage::Invalid { at: now, problem })
            }
            other => Err(AcmeError::ChallengeNotPending { stage: other.code() }),
        }
    }
}
