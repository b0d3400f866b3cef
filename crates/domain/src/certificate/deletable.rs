//! Whether a certificate may be taken out of the register (I5). `matrix.txt` beside this file shows it for every stage.

use super::{Certificate, CertificateError, Followers, Stage};
use crate::policy::Policy;
use crate::time::Timestamp;

impl Certificate {
    /// It may be deleted (I5): expired, revoked, cancelled, failed, or uploaded; not while what is to take its place, its
    /// renewal or the next certificate of its paid term, is applied for and not issued; a free one not within the hold
    /// time after its application (`policy.limits.free_delete_hold_seconds`).
    ///
    /// # Errors
    /// [`CertificateError::DeleteIssued`], [`CertificateError::DeleteUnfinished`], [`CertificateError::RenewalNotIssued`]
    /// or [`CertificateError::DeleteTooSoon`].
    pub fn deletable(
        &self,
        followers: &Followers,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<(), CertificateError> {
        // (I5, seed 001: what was uploaded is deleted at any time)
        if self.is_uploaded() {
            return Ok(());
        }
        match &self.stage {
            Stage::Issued(validity) if validity.not_after >= now => {
                return Err(CertificateError::DeleteIssued);
            }
            Stage::AwaitingInformation
            | Stage::AwaitingLetter(_)
            | Stage::Reviewing(_)
            | Stage::Validating(..)
            | Stage::Issuing { .. }
            | Stage::Revoking { .. } => {
                return Err(CertificateError::DeleteUnfinished { stage: self.stage.name() });
            }
            Stage::Issued(_)
            | Stage::Expired(_)
            | Stage::Revoked { .. }
            | Stage::Failed { .. }
            | Stage::Cancelled { .. }
            | Stage::Refunded { .. } => {}
        }
        if let Some(renewal) = followers.unissued.clone() {
            return Err(CertificateError::RenewalNotIssued { renewal });
        }
        let hold_seconds = policy.limits.free_delete_hold_seconds;
        let age_seconds = now.seconds_since(self.created_at);
        let free = self.application().is_some_and(|application| application.free);
        if free && age_seconds < hold_seconds {
            return Err(CertificateError::DeleteTooSoon { wait_seconds: hold_seconds - age_seconds });
        }
        Ok(())
    }
}
