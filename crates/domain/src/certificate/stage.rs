//! How far a certificate is: each stage has just the data known then. What may be done with it stands in
//! `application.rs` (until all is proved and approved), `signing.rs` (until its end) and `withdrawal.rs`
//! (revocation); each action consumes the stage before.
//!
//! `matrix.txt` beside this file shows every stage against every action; a test keeps it true.

use super::passage::Passage;
use crate::catalogue::Step;
use crate::issuance::Serial;
use crate::revocation::Reason;
use crate::time::Timestamp;
use crate::validation::Challenge;
use serde::{Deserialize, Serialize};

/// How far a certificate is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Stage {
    /// Bought and paid; nothing was submitted yet.
    AwaitingInformation,
    /// The stamped confirmation letter is awaited (F2).
    AwaitingLetter(Passage),
    /// Staff examine it: a pre-review or the review of the organisation, as the passage says (F3).
    Reviewing(Passage),
    /// The applicant has to prove the names until the deadline.
    Validating(Progress, Passage),
    /// All names are proved, and approved where the product wants it; the certificate is being signed.
    Issuing {
        /// When the last name was proved; where a proof is used again, when that one was made (E5).
        validated_at: Timestamp,
        /// When the organisation was approved; nothing where none is examined.
        approved_at: Option<Timestamp>,
        /// The serial, once it is recorded.
        serial: Option<Serial>,
    },
    /// Signed and in force; also every uploaded certificate that has not ended.
    Issued(Validity),
    /// Its revocation was asked for and waits for what the product wants before it (I1, I2).
    Revoking {
        /// The certificate, which is in force until then.
        validity: Validity,
        /// Why it is to be revoked.
        reason: Reason,
        /// When that was asked for.
        asked_at: Timestamp,
        /// What is waited for.
        need: RevocationNeed,
    },
    /// Its last second passed.
    Expired(Validity),
    /// Revoked; it stays so after its last second.
    Revoked {
        /// The certificate that was.
        validity: Validity,
        /// When.
        at: Timestamp,
        /// Why.
        reason: Reason,
    },
    /// It will not be issued.
    Failed {
        /// When that was known.
        at: Timestamp,
        /// Why.
        reason: FailureReason,
    },
    /// Given up by the applicant.
    Cancelled {
        /// When.
        at: Timestamp,
    },
    /// What was paid for it went back (C2).
    Refunded {
        /// When.
        at: Timestamp,
    },
}

/// What a revocation waits for (I2).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum RevocationNeed {
    /// The stamped application form or confirmation letter.
    Letter,
    /// Staff to look at it.
    Review,
    /// The names to be proved again within their time.
    Proof(Progress),
    /// Nothing any more: it is being carried out.
    Nothing,
}

impl RevocationNeed {
    /// The need in words.
    pub fn name(&self) -> &'static str {
        match self {
            RevocationNeed::Letter => "waiting for the letter of its revocation",
            RevocationNeed::Review => "waiting for the review of its revocation",
            RevocationNeed::Proof(_) => "waiting for the proofs of its revocation",
            RevocationNeed::Nothing => "being revoked",
        }
    }
}

/// The proofs asked for and how many were seen.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Progress {
    /// What has to be published.
    pub challenges: Vec<Challenge>,
    /// For each challenge, when its proof was seen.
    pub passed: Vec<Option<Timestamp>>,
    /// When the applicant began.
    pub begun_at: Timestamp,
    /// Until when the proofs are looked for (E4).
    pub deadline: Timestamp,
}

/// A certificate that exists.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Validity {
    /// Its serial number.
    pub serial: Serial,
    /// First second of validity.
    pub not_before: Timestamp,
    /// Last second of validity.
    pub not_after: Timestamp,
    /// When the names were proved; nothing for uploads.
    pub validated_at: Option<Timestamp>,
    /// When the organisation was approved; nothing where none is examined.
    #[serde(default)]
    pub approved_at: Option<Timestamp>,
    /// SHA-1 of the certificate, lower-case hex: the fingerprint the cloud API shows.
    pub fingerprint_sha1: String,
}

/// Why a certificate will not be issued.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum FailureReason {
    /// The names were not proved in time (E4).
    ValidationTimedOut {
        /// What was last seen, in words (E6).
        last_seen: String,
    },
    /// Staff refused the application (F5).
    ReviewRefused {
        /// The cause's code, by which programs tell causes apart.
        code: String,
        /// The cause and its remedy, in words.
        detail: String,
    },
    /// The issuer refused to sign.
    IssuerRefused {
        /// In what words.
        detail: String,
    },
}

impl FailureReason {
    /// One sentence for the applicant.
    pub fn explain(&self) -> String {
        match self {
            FailureReason::ValidationTimedOut { last_seen } if last_seen.is_empty() => {
                "domain validation was not completed in time and the order was closed; apply again".to_owned()
            }
            FailureReason::ValidationTimedOut { last_seen } => format!(
                "domain validation was not completed in time and the order was closed; apply again. Last seen: {last_seen}"
            ),
            FailureReason::ReviewRefused { detail, .. } => {
                format!("the application did not pass the review: {detail}")
            }
            FailureReason::IssuerRefused { detail } => format!("the issuer refused to sign: {detail}"),
        }
    }
}

impl Progress {
    /// Nothing proved yet; there are `allowed_seconds` for it (E4).
    pub fn begin(challenges: Vec<Challenge>, now: Timestamp, allowed_seconds: i64) -> Self {
        let passed = vec![None; challenges.len()];
        Progress { challenges, passed, begun_at: now, deadline: now.plus_seconds(allowed_seconds) }
    }

    /// The challenges whose proof has not been seen, with their positions.
    pub fn open(&self) -> impl Iterator<Item = (usize, &Challenge)> {
        self.challenges.iter().enumerate().filter(|(i, _)| !self.passed.get(*i).is_some_and(Option::is_some))
    }
}

/// The stage without its data, for filters and counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
pub enum StageKind {
    /// [`Stage::AwaitingInformation`].
    AwaitingInformation,
    /// [`Stage::AwaitingLetter`].
    AwaitingLetter,
    /// [`Stage::Reviewing`].
    Reviewing,
    /// [`Stage::Validating`].
    Validating,
    /// [`Stage::Issuing`].
    Issuing,
    /// The three before, where lists show a reissue on its way (see [`super::Certificate::listed_as`]).
    Reissuing,
    /// [`Stage::Issued`].
    Issued,
    /// [`Stage::Revoking`] with its letter awaited.
    AwaitingRevocationLetter,
    /// [`Stage::Revoking`] otherwise.
    Revoking,
    /// [`Stage::Expired`].
    Expired,
    /// [`Stage::Revoked`].
    Revoked,
    /// [`Stage::Failed`].
    Failed,
    /// [`Stage::Cancelled`].
    Cancelled,
    /// [`Stage::Refunded`].
    Refunded,
}

impl StageKind {
    /// Every kind, in the order of a life.
    pub const ALL: [StageKind; 14] = [
        StageKind::AwaitingInformation,
        StageKind::AwaitingLetter,
        StageKind::Reviewing,
        StageKind::Validating,
        StageKind::Issuing,
        StageKind::Reissuing,
        StageKind::Issued,
        StageKind::AwaitingRevocationLetter,
        StageKind::Revoking,
        StageKind::Expired,
        StageKind::Revoked,
        StageKind::Failed,
        StageKind::Cancelled,
        StageKind::Refunded,
    ];

    /// On the way from the purchase to its issue.
    pub fn is_before_issue(self) -> bool {
        match self {
            StageKind::AwaitingInformation
            | StageKind::AwaitingLetter
            | StageKind::Reviewing
            | StageKind::Validating
            | StageKind::Issuing
            | StageKind::Reissuing => true,
            StageKind::Issued
            | StageKind::AwaitingRevocationLetter
            | StageKind::Revoking
            | StageKind::Expired
            | StageKind::Revoked
            | StageKind::Failed
            | StageKind::Cancelled
            | StageKind::Refunded => false,
        }
    }

    /// A stable word for storage.
    pub fn code(self) -> &'static str {
        match self {
            StageKind::AwaitingInformation => "awaiting-information",
            StageKind::AwaitingLetter => "awaiting-letter",
            StageKind::Reviewing => "reviewing",
            StageKind::Validating => "validating",
            StageKind::Issuing => "issuing",
            StageKind::Reissuing => "reissuing",
            StageKind::Issued => "issued",
            StageKind::AwaitingRevocationLetter => "awaiting-revocation-letter",
            StageKind::Revoking => "revoking",
            StageKind::Expired => "expired",
            StageKind::Revoked => "revoked",
            StageKind::Failed => "failed",
            StageKind::Cancelled => "cancelled",
            StageKind::Refunded => "refunded",
        }
    }
}

impl Stage {
    /// The stage without its data.
    pub fn kind(&self) -> StageKind {
        match self {
            Stage::AwaitingInformation => StageKind::AwaitingInformation,
            Stage::AwaitingLetter(_) => StageKind::AwaitingLetter,
            Stage::Reviewing(_) => StageKind::Reviewing,
            Stage::Validating(..) => StageKind::Validating,
            Stage::Issuing { .. } => StageKind::Issuing,
            Stage::Issued(_) => StageKind::Issued,
            Stage::Revoking { need: RevocationNeed::Letter, .. } => StageKind::AwaitingRevocationLetter,
            Stage::Revoking { .. } => StageKind::Revoking,
            Stage::Expired(_) => StageKind::Expired,
            Stage::Revoked { .. } => StageKind::Revoked,
            Stage::Failed { .. } => StageKind::Failed,
            Stage::Cancelled { .. } => StageKind::Cancelled,
            Stage::Refunded { .. } => StageKind::Refunded,
        }
    }

    /// The stage's name in messages and in the matrix.
    pub fn name(&self) -> &'static str {
        match self {
            Stage::AwaitingInformation => "waiting for its information",
            Stage::AwaitingLetter(_) => "waiting for the confirmation letter",
            Stage::Reviewing(passage) if passage.current() == Some(Step::PreReview) => "in pre-review",
            Stage::Reviewing(_) => "in review",
            Stage::Validating(..) => "waiting for domain validation",
            Stage::Issuing { .. } => "being issued",
            Stage::Issued(_) => "issued",
            Stage::Revoking { need, .. } => need.name(),
            Stage::Expired(_) => "expired",
            Stage::Revoked { .. } => "revoked",
            Stage::Failed { .. } => "failed",
            Stage::Cancelled { .. } => "cancelled",
            Stage::Refunded { .. } => "refunded",
        }
    }

    /// The proofs that are waited for, for the application or for a revocation.
    pub fn proofs(&self) -> Option<&Progress> {
        match self {
            Stage::Validating(progress, _)
            | Stage::Revoking { need: RevocationNeed::Proof(progress), .. } => Some(progress),
            _ => None,
        }
    }

    /// First and last second of validity, once there is a certificate.
    pub fn validity(&self) -> Option<&Validity> {
        match self {
            Stage::Issued(validity)
            | Stage::Expired(validity)
            | Stage::Revoking { validity, .. }
            | Stage::Revoked { validity, .. } => Some(validity),
            _ => None,
        }
    }
}
