//! The way of a revocation: asked for, examined as the product wants it, carried out (I1, I2). It cannot be taken back by
//! the one who asked; staff who refuse it, or proofs that do not come, leave the certificate in force.

use super::error::CertificateError;
use super::event::{Change, Event};
use super::stage::{FailureReason, RevocationNeed, Stage};
use crate::revocation::Reason;
use crate::time::Timestamp;
use crate::validation::Verdict;

impl Stage {
    /// Asks for its revocation. With nothing needed it is carried out at once, also while another wish is examined: a
    /// compromised key does not wait for a letter (BR 4.9.1.1).
    ///
    /// # Errors
    /// [`CertificateError::NotRevocable`]; also while another wish is examined, or is being carried out.
    pub fn ask_revocation(
        self,
        reason: Reason,
        need: RevocationNeed,
        now: Timestamp,
    ) -> Result<Change, CertificateError> {
        let examined =
            |present: &RevocationNeed| need == RevocationNeed::Nothing && *present != RevocationNeed::Nothing;
        match self {
            Stage::Revoking { ref need, .. } if !examined(need) => {
                Err(CertificateError::NotRevocable { stage: self.name() })
            }
            Stage::Issued(validity) | Stage::Revoking { validity, .. } => {
                let follow_up = follow_up(&need);
                let next = Stage::Revoking { validity, reason, asked_at: now, need };
                let events = std::iter::once(Event::RevocationAsked).chain(follow_up).collect();
                Ok(Change { next, events })
            }
            other => Err(CertificateError::NotRevocable { stage: other.name() }),
        }
    }

    /// The letter of the revocation is there; it is taken once.
    ///
    /// # Errors
    /// [`CertificateError::LetterNotAwaited`].
    pub fn upload_revocation_letter(self) -> Result<Change, CertificateError> {
        self.move_on(
            |need| matches!(need, RevocationNeed::Letter),
            RevocationNeed::Review,
            Event::RevocationLetterUploaded,
        )
        .map_err(|stage| CertificateError::LetterNotAwaited { stage })
    }

    /// Staff agree to the revocation.
    ///
    /// # Errors
    /// [`CertificateError::NotInReview`].
    pub fn approve_revocation(self) -> Result<Change, CertificateError> {
        self.move_on(
            |need| matches!(need, RevocationNeed::Review),
            RevocationNeed::Nothing,
            Event::RevocationApproved,
        )
        .map_err(|stage| CertificateError::NotInReview { stage })
    }

    /// Takes in what looks at the proofs of the revocation came to.
    ///
    /// # Errors
    /// [`CertificateError::NotValidating`], [`CertificateError::TooLate`].
    pub fn prove_revocation(
        self,
        verdicts: &[(usize, Verdict)],
        now: Timestamp,
    ) -> Result<Change, CertificateError> {
        let name = self.name();
        let Stage::Revoking { validity, reason, asked_at, need: RevocationNeed::Proof(mut progress) } = self
        else {
            return Err(CertificateError::NotValidating { stage: name });
        };
        let complete = progress.take(verdicts, now)?;
        let need = if complete { RevocationNeed::Nothing } else { RevocationNeed::Proof(progress) };
        let events = follow_up(&need).filter(|_| complete).into_iter().collect();
        Ok(Change { next: Stage::Revoking { validity, reason, asked_at, need }, events })
    }

    /// Gives up a revocation whose names were not proved in time (I2: three days); nothing happens before.
    ///
    /// # Errors
    /// [`CertificateError::NotValidating`].
    pub fn time_out_revocation(self, now: Timestamp) -> Result<Change, CertificateError> {
        match self {
            Stage::Revoking { validity, need: RevocationNeed::Proof(progress), .. }
                if now > progress.deadline =>
            {
                Ok(Change::with(Stage::Issued(validity), Event::RevocationRefused))
            }
            Stage::Revoking { need: RevocationNeed::Proof(_), .. } => Ok(Change::quiet(self)),
            other => Err(CertificateError::NotValidating { stage: other.name() }),
        }
    }

    /// Staff refuse the revocation: the certificate stays in force.
    ///
    /// # Errors
    /// [`CertificateError::NotInReview`].
    pub fn refuse_revocation(self) -> Result<Change, CertificateError> {
        match self {
            Stage::Revoking { validity, need: RevocationNeed::Review, .. } => {
                Ok(Change::with(Stage::Issued(validity), Event::RevocationRefused))
            }
            other => Err(CertificateError::NotInReview { stage: other.name() }),
        }
    }

    /// Its serial was revoked. What is being issued under a recorded serial will not be (must never happen, 9); what
    /// expired stays expired; told a second time, only the reason may change.
    ///
    /// # Errors
    /// [`CertificateError::NotRevocable`].
    pub fn revoke(self, reason: Reason, now: Timestamp) -> Result<Change, CertificateError> {
        match self {
            Stage::Issued(validity) | Stage::Revoking { validity, .. } => {
                Ok(Change::with(Stage::Revoked { validity, at: now, reason }, Event::CertificateRevoked))
            }
            Stage::Revoked { validity, at, .. } => Ok(Change::quiet(Stage::Revoked { validity, at, reason })),
            Stage::Issuing { serial: Some(_), .. } => {
                let detail = "its serial number was revoked before the certificate was issued".to_owned();
                let reason = FailureReason::IssuerRefused { detail };
                Ok(Change::with(Stage::Failed { at: now, reason }, Event::IssuanceFailed))
            }
            Stage::Expired(_) | Stage::Failed { .. } => Ok(Change::quiet(self)),
            other => Err(CertificateError::NotRevocable { stage: other.name() }),
        }
    }

    /// From one need to the next; the name of the stage when it is not at that need.
    fn move_on(
        self,
        at: impl Fn(&RevocationNeed) -> bool,
        need: RevocationNeed,
        event: Event,
    ) -> Result<Change, &'static str> {
        match self {
            Stage::Revoking { validity, reason, asked_at, need: present } if at(&present) => {
                let events = std::iter::once(event).chain(follow_up(&need)).collect();
                Ok(Change { next: Stage::Revoking { validity, reason, asked_at, need }, events })
            }
            other => Err(other.name()),
        }
    }
}

/// What has to begin when a revocation comes to this need.
fn follow_up(need: &RevocationNeed) -> Option<Event> {
    match need {
        RevocationNeed::Letter => None,
        RevocationNeed::Review => Some(Event::ReviewWanted),
        RevocationNeed::Proof(_) => Some(Event::ValidationBegun),
        RevocationNeed::Nothing => Some(Event::RevocationCleared),
    }
}
