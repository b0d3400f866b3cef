//! A transfer of points to another account by a code: once, and not to be taken back (C3).

use super::error::BenefitError;
use crate::ids::{AccountId, PackageId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A transfer. The code itself is told once and not kept; only its SHA-256 is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Transfer {
    /// SHA-256 of the code, lower-case hex.
    pub code_sha256: String,
    /// The first characters of the code, by which its giver knows it again.
    pub code_begins: String,
    /// The package that the points came from.
    pub package: PackageId,
    /// Who gives.
    pub from: AccountId,
    /// Who alone may redeem the code.
    pub to: AccountId,
    /// Points, already taken out of the package.
    pub points: i64,
    /// When the points will lapse: the end of the package that they came from.
    pub points_expire_at: Timestamp,
    /// How far it is.
    pub stage: TransferStage,
    /// When it was made.
    pub created_at: Timestamp,
    /// From then on the code cannot be redeemed, and the points return to the package.
    pub expires_at: Timestamp,
}

/// How far a transfer is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum TransferStage {
    /// The code waits to be redeemed.
    Open,
    /// The points are in the other account.
    Redeemed {
        /// When.
        at: Timestamp,
        /// The package made of them there.
        package: PackageId,
    },
    /// Nobody redeemed it in time; the points returned.
    Lapsed {
        /// When.
        at: Timestamp,
    },
}

impl TransferStage {
    /// The word in the cloud API and in storage.
    pub fn code(&self) -> &'static str {
        match self {
            TransferStage::Open => "transfer",
            TransferStage::Redeemed { .. } => "received",
            TransferStage::Lapsed { .. } => "expired",
        }
    }
}

impl Transfer {
    /// The account that it is for redeems it into a new package.
    ///
    /// # Errors
    /// [`BenefitError::NotForThisAccount`], [`BenefitError::TransferOver`].
    pub fn redeem(self, by: AccountId, package: PackageId, now: Timestamp) -> Result<Transfer, BenefitError> {
        if by != self.to {
            return Err(BenefitError::NotForThisAccount);
        }
        if self.stage != TransferStage::Open || now >= self.expires_at {
            return Err(BenefitError::TransferOver);
        }
        Ok(Transfer { stage: TransferStage::Redeemed { at: now, package }, ..self })
    }

    /// Its time is over and nobody redeemed it.
    ///
    /// # Errors
    /// [`BenefitError::TransferOver`] also while its time is not over: it cannot be taken back.
    pub fn lapse(self, now: Timestamp) -> Result<Transfer, BenefitError> {
        if self.stage != TransferStage::Open || now < self.expires_at {
            return Err(BenefitError::TransferOver);
        }
        Ok(Transfer { stage: TransferStage::Lapsed { at: now }, ..self })
    }
}
