//! Problem documents' content (RFC 8555 section 6.7): types, words for people, and one part per identifier.

use super::identifier::Identifier;
use serde::{Deserialize, Serialize};

/// The error types that the service uses.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
pub enum ProblemType {
    /// `accountDoesNotExist`.
    AccountDoesNotExist,
    /// `alreadyReplaced` (RFC 9773 section 7.4).
    AlreadyReplaced,
    /// `alreadyRevoked`.
    AlreadyRevoked,
    /// `autoRenewalCanceled` (RFC 8739 section 6.3).
    AutoRenewalCanceled,
    /// `autoRenewalCancellationInvalid` (RFC 8739).
    AutoRenewalCancellationInvalid,
    /// `autoRenewalExpired` (RFC 8739).
    AutoRenewalExpired,
    /// `autoRenewalRevocationNotSupported` (RFC 8739).
    AutoRenewalRevocationNotSupported,
    /// `badCSR`.
    #[serde(rename = "badCSR")]
    BadCsr,
    /// `badNonce`.
    BadNonce,
    /// `badPublicKey`.
    BadPublicKey,
    /// `badRevocationReason`.
    BadRevocationReason,
    /// `badSignatureAlgorithm`.
    BadSignatureAlgorithm,
    /// `caa`.
    Caa,
    /// `compound`.
    Compound,
    /// `connection`.
    Connection,
    /// `dns`.
    Dns,
    /// `externalAccountRequired`.
    ExternalAccountRequired,
    /// `incorrectResponse`.
    IncorrectResponse,
    /// `invalidContact`.
    InvalidContact,
    /// `invalidProfile` (draft-aaron-acme-profiles).
    InvalidProfile,
    /// `malformed`.
    Malformed,
    /// `orderNotReady`.
    OrderNotReady,
    /// `rateLimited`.
    RateLimited,
    /// `rejectedIdentifier`.
    RejectedIdentifier,
    /// `serverInternal`.
    ServerInternal,
    /// `tls`.
    Tls,
    /// `unauthorized`.
    Unauthorized,
    /// `unsupportedContact`.
    UnsupportedContact,
    /// `unsupportedIdentifier`.
    UnsupportedIdentifier,
    /// `userActionRequired`.
    UserActionRequired,
}

impl ProblemType {
    /// The last part of the type's URN.
    pub fn code(self) -> &'static str {
        match self {
            ProblemType::AccountDoesNotExist => "accountDoesNotExist",
            ProblemType::AlreadyReplaced => "alreadyReplaced",
            ProblemType::AlreadyRevoked => "alreadyRevoked",
            ProblemType::AutoRenewalCanceled => "autoRenewalCanceled",
            ProblemType::AutoRenewalCancellationInvalid => "autoRenewalCancellationInvalid",
            ProblemType::AutoRenewalExpired => "autoRenewalExpired",
            ProblemType::AutoRenewalRevocationNotSupported => "autoRenewalRevocationNotSupported",
            ProblemType::BadCsr => "badCSR",
            ProblemType::BadNonce => "badNonce",
            ProblemType::BadPublicKey => "badPublicKey",
            ProblemType::BadRevocationReason => "badRevocationReason",
            ProblemType::BadSignatureAlgorithm => "badSignatureAlgorithm",
            ProblemType::Caa => "caa",
            ProblemType::Compound => "compound",
            ProblemType::Connection => "connection",
            ProblemType::Dns => "dns",
            ProblemType::ExternalAccountRequired => "externalAccountRequired",
            ProblemType::IncorrectResponse => "incorrectResponse",
            ProblemType::InvalidContact => "invalidContact",
            ProblemType::InvalidProfile => "invalidProfile",
            ProblemType::Malformed => "malformed",
            ProblemType::OrderNotReady => "orderNotReady",
            ProblemType::RateLimited => "rateLimited",
            ProblemType::RejectedIdentifier => "rejectedIdentifier",
            ProblemType::ServerInternal => "serverInternal",
            ProblemType::Tls => "tls",
            ProblemType::Unauthorized => "unauthorized",
            ProblemType::UnsupportedContact => "unsupportedContact",
            ProblemType::UnsupportedIdentifier => "unsupportedIdentifier",
            ProblemType::UserActionRequired => "userActionRequired",
        }
    }
}

/// Why something came to nothing, kept with the challenge or order.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Problem {
    /// The type.
    pub kind: ProblemType,
    /// In words.
    pub detail: String,
    /// One part per identifier, where several are concerned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subproblems: Vec<Subproblem>,
}

/// A part of a problem that concerns one identifier (RFC 8555 section 6.7.1).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Subproblem {
    /// The type.
    pub kind: ProblemType,
    /// In words.
    pub detail: String,
    /// What it concerns.
    pub identifier: Identifier,
}

impl Problem {
    /// A problem without parts.
    pub fn new(kind: ProblemType, detail: impl Into<String>) -> Self {
        Problem { kind, detail: detail.into(), subproblems: Vec::new() }
    }
}
