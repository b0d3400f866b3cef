//! An ACME account: a key that acts for a tenant (RFC 8555 section 7.1.2).

use super::error::AcmeError;
use super::ids::AcmeAccountId;
use crate::ids::AccountId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// An account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct AcmeAccount {
    /// Its id.
    pub id: AcmeAccountId,
    /// The tenant under whom its certificates stand.
    pub tenant: AccountId,
    /// The public key as canonical JSON (RFC 7638 section 3).
    pub jwk: String,
    /// The key's thumbprint (RFC 7638), base64url of SHA-256.
    pub thumbprint: String,
    /// SHA-256 of the key's SubjectPublicKeyInfo, lower-case hex: compared with blocked keys and with CSRs, which may
    /// not hold the account's key (RFC 8555 section 11.1).
    pub spki_sha256: String,
    /// `mailto:` URLs.
    pub contacts: Vec<String>,
    /// Whether the terms of service were agreed to.
    pub terms_agreed: bool,
    /// How far it is.
    pub stage: AcmeAccountStage,
    /// The key identifier of the external account it is bound to, if any (section 7.3.4).
    pub eab_kid: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// How far an account is (RFC 8555 section 7.1.6).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum AcmeAccountStage {
    /// In use.
    Valid,
    /// Given up by its holder.
    Deactivated,
    /// Ended by the service.
    Revoked,
}

impl AcmeAccountStage {
    /// Every stage.
    pub const ALL: [AcmeAccountStage; 3] =
        [AcmeAccountStage::Valid, AcmeAccountStage::Deactivated, AcmeAccountStage::Revoked];

    /// The word on the wire.
    pub fn code(self) -> &'static str {
        match self {
            AcmeAccountStage::Valid => "valid",
            AcmeAccountStage::Deactivated => "deactivated",
            AcmeAccountStage::Revoked => "revoked",
        }
    }

    /// The account may be used.
    ///
    /// # Errors
    /// [`AcmeError::AccountInactive`].
    pub fn in_use(self) -> Result<Self, AcmeError> {
        match self {
            AcmeAccountStage::Valid => Ok(self),
            other => Err(AcmeError::AccountInactive { stage: other.code() }),
        }
    }

    /// The holder gives it up; told twice, it is refused like every other request.
    ///
    /// # Errors
    /// [`AcmeError::AccountInactive`].
    pub fn deactivate(self) -> Result<Self, AcmeError> {
        self.in_use().map(|_| AcmeAccountStage::Deactivated)
    }

    /// The service ends it.
    ///
    /// # Errors
    /// [`AcmeError::AccountInactive`].
    pub fn revoke(self) -> Result<Self, AcmeError> {
        self.in_use().map(|_| AcmeAccountStage::Revoked)
    }
}
