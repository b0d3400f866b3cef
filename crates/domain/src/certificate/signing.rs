//! From the last proof to the last second: signing, and the end of validity.

use super::error::CertificateError;
use super::event::{Change, Event};
use super::passage::{Makings, Passage};
use super::stage::{FailureReason, Progress, Stage, Validity};
use crate::catalogue::Step;
use crate::issuance::Serial;
use crate::time::Timestamp;

impl Stage {
    /// Its proofs became too old while it waited, so that the names are proved once more (E5; BR 4.2.1). Not once a serial is
    /// recorded: something may have been signed under it.
    ///
    /// # Errors
    /// [`CertificateError::NotReady`].
    pub fn prove_again(self, makings: Makings, now: Timestamp) -> Result<Change, CertificateError> {
        match self {
            Stage::Issuing { approved_at, serial: None, .. } => {
                let validated_at = makings.reused_at;
                let passage =
                    Passage { validated_at, approved_at, ..Passage::begin(vec![Step::Validation], now) };
                let progress = Progress::begin(makings.challenges, now, makings.allowed_seconds);
                Ok(Change::with(Stage::Validating(progress, passage), Event::ValidationBegun))
            }
            other => Err(CertificateError::NotReady { stage: other.name() }),
        }
    }

    /// Notes the serial under which it will be signed; a second call keeps the first serial.
    ///
    /// # Errors
    /// [`CertificateError::NotReady`].
    pub fn begin_signing(self, new_serial: Serial) -> Result<Change, CertificateError> {
        match self {
            Stage::Issuing { validated_at, approved_at, serial } => {
                let serial = Some(serial.unwrap_or(new_serial));
                Ok(Change::quiet(Stage::Issuing { validated_at, approved_at, serial }))
            }
            other => Err(CertificateError::NotReady { stage: other.name() }),
        }
    }

    /// The certificate is signed. Told a second time, nothing happens again.
    ///
    /// # Errors
    /// [`CertificateError::NotReady`].
    pub fn issue(self, validity: Validity) -> Result<Change, CertificateError> {
        match self {
            Stage::Issuing { validated_at, approved_at, serial: Some(serial) }
                if serial == validity.serial =>
            {
                let validity = Validity { validated_at: Some(validated_at), approved_at, ..validity };
                Ok(Change::with(Stage::Issued(validity), Event::CertificateIssued))
            }
            Stage::Issued(present) if present.serial == validity.serial => {
                Ok(Change::quiet(Stage::Issued(present)))
            }
            other => Err(CertificateError::NotReady { stage: other.name() }),
        }
    }

    /// The issuer will not sign.
    ///
    /// # Errors
    /// [`CertificateError::NotReady`].
    pub fn refuse(self, detail: String, now: Timestamp) -> Result<Change, CertificateError> {
        match self {
            Stage::Issuing { .. } => {
                let reason = FailureReason::IssuerRefused { detail };
                Ok(Change::with(Stage::Failed { at: now, reason }, Event::IssuanceFailed))
            }
            other => Err(CertificateError::NotReady { stage: other.name() }),
        }
    }

    /// Its last second has passed; nothing happens before. A revocation that was not decided until then has nothing
    /// left to end.
    ///
    /// # Errors
    /// [`CertificateError::NotInForce`].
    pub fn expire(self, now: Timestamp) -> Result<Change, CertificateError> {
        match self {
            Stage::Issued(validity) | Stage::Revoking { validity, .. } if validity.not_after < now => {
                Ok(Change::with(Stage::Expired(validity), Event::CertificateExpired))
            }
            Stage::Issued(_) | Stage::Revoking { .. } => Ok(Change::quiet(self)),
            other => Err(CertificateError::NotInForce { stage: other.name() }),
        }
    }
}
