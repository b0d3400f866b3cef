//! From the last proof to the last second: signing, and the end of validity.

use super::error::CertificateError;
use super::event::{Change, Event};
use super::stage::{FailureReason, Stage, Validity};
use crate::issuance::Serial;
use crate::time::Timestamp;

impl Stage {
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
