//! A certificate signing request kept under CSR management, and the subject asked for in it (D2, D4).

use crate::ids::{AccountId, CsrId};
use crate::key::KeyAlgorithm;
use crate::name::Name;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The subject fields of a request, as the applicant entered them.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
pub struct SubjectFields {
    /// Organization name; for DV the full English name.
    pub organization: String,
    /// Department within it.
    pub department: String,
    /// Contact address; not written into certificates.
    pub email: String,
    /// State or province.
    pub province: String,
    /// City.
    pub city: String,
    /// Two-letter country code (ISO 3166-1).
    pub country: String,
}

/// A record under CSR management.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct CsrRecord {
    /// Its number; 0 until the register has counted it.
    pub id: CsrId,
    /// Whose it is.
    pub account: AccountId,
    /// The name that becomes the common name.
    pub domain: Name,
    /// The other subject fields.
    pub subject: SubjectFields,
    /// Key kind to make, or of the uploaded request.
    pub algorithm: KeyAlgorithm,
    /// A free remark.
    pub remark: String,
    /// Whether a password of the user's own protects the key.
    pub password_chosen: bool,
    /// How far it is.
    pub stage: CsrStage,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A record may be saved before the request is generated; afterwards it is read-only (product rules, section 5).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum CsrStage {
    /// Saved, still editable.
    Draft,
    /// The request and its key exist.
    Generated,
}

/// Why a change to a CSR record was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CsrRecordError {
    /// Edited after generation.
    #[error("the CSR was generated already and cannot be modified; create another one")]
    AlreadyGenerated,
    /// Used for an application before it was generated.
    #[error("the CSR was saved but not generated; generate it first")]
    NotGenerated,
    /// Deleted while a certificate application in progress uses it.
    #[error("the CSR is in use by an application that is not finished; wait for it or cancel it")]
    InUse,
}

impl CsrRecord {
    /// The record may still be edited.
    ///
    /// # Errors
    /// [`CsrRecordError::AlreadyGenerated`].
    pub fn editable(&self) -> Result<(), CsrRecordError> {
        match self.stage {
            CsrStage::Draft => Ok(()),
            CsrStage::Generated => Err(CsrRecordError::AlreadyGenerated),
        }
    }

    /// The record may be used for an application.
    ///
    /// # Errors
    /// [`CsrRecordError::NotGenerated`].
    pub fn usable(&self) -> Result<(), CsrRecordError> {
        match self.stage {
            CsrStage::Draft => Err(CsrRecordError::NotGenerated),
            CsrStage::Generated => Ok(()),
        }
    }
}
