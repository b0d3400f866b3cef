//! Orders: what an account wants certified and how far that is (RFC 8555 section 7.1.3).

use super::auto_renewal::AutoRenewal;
use super::challenge::ChallengeType;
use super::error::AcmeError;
use super::identifier::Identifier;
use super::ids::{AcmeAccountId, AcmeOrderId, AuthorizationId};
use super::problem::Problem;
use crate::ids::{AccountId, CertificateId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// An order.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct AcmeOrder {
    /// Its id.
    pub id: AcmeOrderId,
    /// Whose it is.
    pub account: AcmeAccountId,
    /// The tenant of that account.
    pub tenant: AccountId,
    /// The profile it is issued under.
    pub profile: String,
    /// What is to be certified, sorted, without duplicates.
    pub identifiers: Vec<Identifier>,
    /// How far it is.
    pub stage: AcmeOrderStage,
    /// Until when it can be finalized.
    pub expires_at: Timestamp,
    /// First moment of validity asked for.
    pub not_before: Option<Timestamp>,
    /// Last moment of validity asked for.
    pub not_after: Option<Timestamp>,
    /// One for each identifier, in their order.
    pub authorizations: Vec<AuthorizationId>,
    /// How each identifier was proved, in their order; filled when the CSR is taken.
    pub proved: Vec<Proved>,
    /// The certificate that this one replaces (RFC 9773 section 5), as its ARI identifier.
    pub replaces: Option<String>,
    /// How it renews itself (RFC 8739).
    pub auto_renewal: Option<AutoRenewal>,
    /// The next certificate of an order that renews itself, while it is being issued.
    pub next_certificate: Option<CertificateId>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A proof that an issuance rests on.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Proved {
    /// When the identifier was proved.
    pub at: Timestamp,
    /// By what.
    pub by: ChallengeType,
}

/// How far an order is, as it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum AcmeOrderStage {
    /// Authorizations are missing.
    Pending,
    /// All authorizations are valid; it waits for the CSR.
    Ready,
    /// The CSR was taken; the certificate is being issued.
    Processing {
        /// The certificate's id in the register.
        certificate: CertificateId,
        /// When.
        since: Timestamp,
    },
    /// The certificate is issued. For an order that renews itself the current one.
    Valid {
        /// The certificate's id in the register.
        certificate: CertificateId,
        /// When.
        at: Timestamp,
    },
    /// It came to nothing.
    Invalid {
        /// When.
        at: Timestamp,
        /// Why.
        problem: Option<Problem>,
    },
    /// It renewed itself and was cancelled (RFC 8739 section 3.1.2).
    Canceled {
        /// When.
        at: Timestamp,
        /// The last certificate.
        certificate: CertificateId,
    },
}

/// How far an order is at a moment, in the words of RFC 8555 section 7.1.6 and RFC 8739.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum OrderStatus {
    /// `pending`.
    Pending,
    /// `ready`.
    Ready,
    /// `processing`.
    Processing,
    /// `valid`.
    Valid,
    /// `invalid`; also a pending or ready one whose time ran out.
    Invalid,
    /// `canceled` (RFC 8739).
    Canceled,
}

impl OrderStatus {
    /// The word on the wire.
    pub fn code(self) -> &'static str {
        match self {
            OrderStatus::Pending => "pending",
            OrderStatus::Ready => "ready",
            OrderStatus::Processing => "processing",
            OrderStatus::Valid => "valid",
            OrderStatus::Invalid => "invalid",
            OrderStatus::Canceled => "canceled",
        }
    }
}

impl AcmeOrder {
    /// How far it is at `now`.
    pub fn status(&self, now: Timestamp) -> OrderStatus {
        let late = self.expires_at < now;
        match &self.stage {
            AcmeOrderStage::Pending | AcmeOrderStage::Ready if late => OrderStatus::Invalid,
            AcmeOrderStage::Pending => OrderStatus::Pending,
            AcmeOrderStage::Ready => OrderStatus::Ready,
            AcmeOrderStage::Processing { .. } => OrderStatus::Processing,
            AcmeOrderStage::Valid { .. } => OrderStatus::Valid,
            AcmeOrderStage::Invalid { .. } => OrderStatus::Invalid,
            AcmeOrderStage::Canceled { .. } => OrderStatus::Canceled,
        }
    }

    /// The certificate, once there is one.
    pub fn certificate(&self) -> Option<&CertificateId> {
        match &self.stage {
            AcmeOrderStage::Valid { certificate, .. } | AcmeOrderStage::Canceled { certificate, .. } => {
                Some(certificate)
            }
            _ => None,
        }
    }

    /// Why it came to nothing (`error`).
    pub fn problem(&self) -> Option<&Problem> {
        match &self.stage {
            AcmeOrderStage::Invalid { problem, .. } => problem.as_ref(),
            _ => None,
        }
    }
}

impl AcmeOrderStage {
    /// All authorizations are valid. Nothing changes when the order went on before or came to nothing.
    #[must_use]
    pub fn authorize(self) -> Self {
        match self {
            AcmeOrderStage::Pending => AcmeOrderStage::Ready,
            other => other,
        }
    }

    /// An authorization failed or was given up; an order that is being issued goes on.
    #[must_use]
    pub fn lose(self, problem: Option<Problem>, now: Timestamp) -> Self {
        match self {
            AcmeOrderStage::Pending | AcmeOrderStage::Ready => AcmeOrderStage::Invalid { at: now, problem },
            other => other,
        }
    }
}

impl AcmeOrder {
    /// The order waits for its CSR.
    ///
    /// # Errors
    /// [`AcmeError::OrderNotReady`].
    pub fn ready(&self, now: Timestamp) -> Result<(), AcmeError> {
        match self.status(now) {
            OrderStatus::Ready => Ok(()),
            other => Err(AcmeError::OrderNotReady { stage: other.code() }),
        }
    }

    /// The CSR was taken.
    ///
    /// # Errors
    /// [`AcmeError::OrderNotReady`].
    pub fn finalize(self, certificate: CertificateId, now: Timestamp) -> Result<Self, AcmeError> {
        self.ready(now)?;
        Ok(AcmeOrder { stage: AcmeOrderStage::Processing { certificate, since: now }, ..self })
    }

    /// The certificate is issued. Told a second time, nothing changes.
    ///
    /// # Errors
    /// [`AcmeError::OrderNotReady`].
    pub fn issue(self, now: Timestamp) -> Result<Self, AcmeError> {
        match self.stage {
            AcmeOrderStage::Processing { certificate, .. } => {
                Ok(AcmeOrder { stage: AcmeOrderStage::Valid { certificate, at: now }, ..self })
            }
            AcmeOrderStage::Valid { .. } => Ok(self),
            _ => Err(AcmeError::OrderNotReady { stage: self.status(now).code() }),
        }
    }

    /// The certificate cannot be issued.
    ///
    /// # Errors
    /// [`AcmeError::OrderNotReady`].
    pub fn fail(self, problem: Problem, now: Timestamp) -> Result<Self, AcmeError> {
        match self.stage {
            AcmeOrderStage::Processing { .. } => {
                Ok(AcmeOrder { stage: AcmeOrderStage::Invalid { at: now, problem: Some(problem) }, ..self })
            }
            _ => Err(AcmeError::OrderNotReady { stage: self.status(now).code() }),
        }
    }

    /// An order that renews itself takes its next certificate (RFC 8739 section 3.1).
    ///
    /// # Errors
    /// [`AcmeError::NotRenewing`].
    pub fn renew(self, certificate: CertificateId, now: Timestamp) -> Result<Self, AcmeError> {
        match self.stage {
            AcmeOrderStage::Valid { .. } if self.auto_renewal.is_some() => Ok(AcmeOrder {
                stage: AcmeOrderStage::Valid { certificate, at: now },
                next_certificate: None,
                ..self
            }),
            _ => Err(AcmeError::NotRenewing { stage: self.status(now).code() }),
        }
    }

    /// An order that renews itself is cancelled (RFC 8739 section 3.1.2).
    ///
    /// # Errors
    /// [`AcmeError::NotRenewing`].
    pub fn cancel(self, now: Timestamp) -> Result<Self, AcmeError> {
        match self.stage {
            AcmeOrderStage::Valid { certificate, .. } if self.auto_renewal.is_some() => Ok(AcmeOrder {
                stage: AcmeOrderStage::Canceled { at: now, certificate },
                next_certificate: None,
                ..self
            }),
            _ => Err(AcmeError::NotRenewing { stage: self.status(now).code() }),
        }
    }
}
