//! The way of an application from its purchase until everything is proved and approved, or given up.

use super::error::CertificateError;
use super::event::{Change, Event};
use super::passage::{Makings, Passage};
use super::stage::{FailureReason, Progress, Stage};
use crate::catalogue::Step;
use crate::time::Timestamp;
use crate::validation::{Challenge, Verdict};

impl Stage {
    /// A product was bought and paid; its information is awaited (C1).
    pub fn buy() -> Change {
        Change::with(Stage::AwaitingInformation, Event::CertificateBought)
    }

    /// Applies for a certificate that needs nothing but proved names: their proving begins (E4).
    pub fn apply(challenges: Vec<Challenge>, now: Timestamp, allowed_seconds: i64) -> Change {
        let progress = Progress::begin(challenges, now, allowed_seconds);
        let passage = Passage::begin(vec![Step::Validation], now);
        Change {
            next: Stage::Validating(progress, passage),
            events: vec![Event::CertificateApplied, Event::ValidationBegun],
        }
    }

    /// The information is submitted and its course begins. `passage` holds the steps that are left after skips, and
    /// when names or organisation were found good before.
    ///
    /// # Errors
    /// [`CertificateError::NotAwaitingInformation`], [`CertificateError::Unproved`].
    pub fn submit(
        self,
        passage: Passage,
        makings: Makings,
        now: Timestamp,
    ) -> Result<Change, CertificateError> {
        match self {
            Stage::AwaitingInformation => enter(passage, makings, now, vec![Event::InformationSubmitted]),
            other => Err(CertificateError::NotAwaitingInformation { stage: other.name() }),
        }
    }

    /// A certificate comes out of another one, whose application it takes over: a reissue (J2), or the next one of a paid
    /// term (K3). It begins on its passage at once.
    ///
    /// # Errors
    /// [`CertificateError::Unproved`].
    pub fn follow(passage: Passage, makings: Makings, now: Timestamp) -> Result<Change, CertificateError> {
        enter(passage, makings, now, Vec::new())
    }

    /// The confirmation letter is there. Uploaded again while staff examine the application, nothing moves.
    ///
    /// # Errors
    /// [`CertificateError::LetterNotAwaited`], [`CertificateError::Unproved`].
    pub fn upload_letter(self, makings: Makings, now: Timestamp) -> Result<Change, CertificateError> {
        match self {
            Stage::AwaitingLetter(passage) => {
                enter(passage.next(now), makings, now, vec![Event::LetterUploaded])
            }
            Stage::Reviewing(passage) => {
                Ok(Change { next: Stage::Reviewing(passage), events: vec![Event::LetterUploaded] })
            }
            other => Err(CertificateError::LetterNotAwaited { stage: other.name() }),
        }
    }

    /// Staff approve it; a pre-review examines no organisation yet.
    ///
    /// # Errors
    /// [`CertificateError::NotInReview`], [`CertificateError::Unproved`].
    pub fn approve(self, makings: Makings, now: Timestamp) -> Result<Change, CertificateError> {
        match self {
            Stage::Reviewing(mut passage) => {
                if passage.current() == Some(Step::Review) {
                    passage.approved_at = Some(now);
                }
                enter(passage.next(now), makings, now, vec![Event::ReviewPassed])
            }
            other => Err(CertificateError::NotInReview { stage: other.name() }),
        }
    }

    /// Staff refuse it (F5); it may be corrected and submitted again.
    ///
    /// # Errors
    /// [`CertificateError::NotInReview`].
    pub fn refuse_review(
        self,
        code: String,
        detail: String,
        now: Timestamp,
    ) -> Result<Change, CertificateError> {
        match self {
            Stage::Reviewing(_) => {
                let reason = FailureReason::ReviewRefused { code, detail };
                Ok(Change::with(Stage::Failed { at: now, reason }, Event::ReviewRefused))
            }
            other => Err(CertificateError::NotInReview { stage: other.name() }),
        }
    }

    /// Takes in what one look at each challenge came to: `verdicts` are (position, verdict) pairs.
    ///
    /// A proof counts only when it was seen before the deadline.
    ///
    /// # Errors
    /// [`CertificateError::NotValidating`], [`CertificateError::TooLate`].
    pub fn validate(self, verdicts: &[(usize, Verdict)], now: Timestamp) -> Result<Change, CertificateError> {
        let Stage::Validating(mut progress, mut passage) = self else {
            return Err(CertificateError::NotValidating { stage: self.name() });
        };
        if progress.take(verdicts, now)? {
            // (E5) The names are no better proved than the one whose proof is the oldest.
            passage.validated_at = Some(passage.validated_at.map_or(now, |reused| reused.min(now)));
            let nothing = Makings { challenges: Vec::new(), reused_at: None, allowed_seconds: 0 };
            enter(passage.next(now), nothing, now, vec![Event::ValidationPassed])
        } else {
            Ok(Change::quiet(Stage::Validating(progress, passage)))
        }
    }

    /// Closes an application whose deadline has passed; nothing happens before it.
    ///
    /// # Errors
    /// [`CertificateError::NotValidating`].
    pub fn time_out(self, last_seen: String, now: Timestamp) -> Result<Change, CertificateError> {
        match self {
            Stage::Validating(progress, _) if now > progress.deadline => {
                let reason = FailureReason::ValidationTimedOut { last_seen };
                Ok(Change::with(Stage::Failed { at: now, reason }, Event::ValidationFailed))
            }
            Stage::Validating(..) => Ok(Change::quiet(self)),
            other => Err(CertificateError::NotValidating { stage: other.name() }),
        }
    }

    /// The applicant gives up; possible until everything is proved and approved.
    ///
    /// # Errors
    /// [`CertificateError::NotCancellable`].
    pub fn cancel(self, now: Timestamp) -> Result<Change, CertificateError> {
        match self {
            Stage::AwaitingInformation
            | Stage::AwaitingLetter(_)
            | Stage::Reviewing(_)
            | Stage::Validating(..) => {
                Ok(Change::with(Stage::Cancelled { at: now }, Event::CertificateCancelled))
            }
            other => Err(CertificateError::NotCancellable { stage: other.name() }),
        }
    }

    /// A paid application that failed or was given up begins anew with corrected information (F5).
    ///
    /// # Errors
    /// [`CertificateError::NotResubmittable`].
    pub fn resubmit(self) -> Result<Change, CertificateError> {
        match self {
            Stage::Failed { .. } | Stage::Cancelled { .. } => {
                Ok(Change::with(Stage::AwaitingInformation, Event::ApplicationReopened))
            }
            other => Err(CertificateError::NotResubmittable { stage: other.name() }),
        }
    }

    /// What was paid for it went back; only what failed or was given up is paid back, and it stays so (C2).
    ///
    /// # Errors
    /// [`CertificateError::NotRefundable`].
    pub fn refund(self, now: Timestamp) -> Result<Change, CertificateError> {
        match self {
            Stage::Failed { .. } | Stage::Cancelled { .. } => {
                Ok(Change::with(Stage::Refunded { at: now }, Event::CertificateRefunded))
            }
            other => Err(CertificateError::NotRefundable { stage: other.name() }),
        }
    }
}

/// Enters the present step of a passage; behind the last one the certificate is issued, but never with a name that
/// was not proved.
fn enter(
    mut passage: Passage,
    makings: Makings,
    now: Timestamp,
    mut events: Vec<Event>,
) -> Result<Change, CertificateError> {
    let next = match passage.current() {
        Some(Step::Letter) => Stage::AwaitingLetter(passage),
        Some(Step::PreReview | Step::Review) => {
            events.push(Event::ReviewWanted);
            Stage::Reviewing(passage)
        }
        Some(Step::Validation) => {
            events.push(Event::ValidationBegun);
            passage.validated_at = makings.reused_at;
            let progress = Progress::begin(makings.challenges, now, makings.allowed_seconds);
            Stage::Validating(progress, passage)
        }
        None => {
            let validated_at = passage.validated_at.ok_or(CertificateError::Unproved)?;
            events.push(Event::ReadyToIssue);
            Stage::Issuing { validated_at, approved_at: passage.approved_at, serial: None }
        }
    };
    Ok(Change { next, events })
}

impl Progress {
    /// Notes the proofs that were seen; whether all are there now.
    ///
    /// # Errors
    /// [`CertificateError::TooLate`].
    pub(super) fn take(
        &mut self,
        verdicts: &[(usize, Verdict)],
        now: Timestamp,
    ) -> Result<bool, CertificateError> {
        if now > self.deadline {
            return Err(CertificateError::TooLate {
                allowed_seconds: self.deadline.seconds_since(self.begun_at),
            });
        }
        for (position, verdict) in verdicts {
            if let (Verdict::Passed, Some(slot)) = (verdict, self.passed.get_mut(*position)) {
                slot.get_or_insert(now);
            }
        }
        Ok(self.open().next().is_none())
    }
}
