//! The room of reviews by people (F3): what waits for a reviewer, who has it, what was found, and by when it is due.

mod calendar;
mod cause;
mod document;
mod error;
mod examiner;
mod letter;
mod reminder;
mod rules;
mod stage;
mod subject;

pub use calendar::{Calendar, CalendarError};
pub use cause::RefusalCause;
pub use document::{Document, DocumentError, DocumentKind, DocumentLimits, DocumentPurpose};
pub use error::ReviewError;
pub use letter::{Language, LetterForm, LetterText, LetterWords};
pub use reminder::{ReminderError, ReminderQuestion};
pub use rules::{DocumentPolicy, LetterRules, LevelDays, QueuePolicy, ReminderPolicy, ReviewRules};
pub use stage::{MalformedReviewer, Party, Reviewer, Stage, StageKind};
pub use subject::ReviewSubject;

use crate::catalogue::Level;
use crate::ids::{AccountId, ReviewId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One review: a piece of work for staff.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Review {
    /// Its number, given by the register.
    pub id: ReviewId,
    /// Whose matter it is.
    pub account: AccountId,
    /// What is reviewed.
    pub subject: ReviewSubject,
    /// The level of the product; nothing for organisations and administrators that are reviewed by themselves.
    pub level: Option<Level>,
    /// It belongs to something paid, which goes before what is not (F1, F3).
    pub paid: bool,
    /// How far it is.
    pub stage: Stage,
    /// When it was asked for.
    pub opened_at: Timestamp,
    /// Not expected to be decided before.
    pub earliest_at: Timestamp,
    /// To be decided by then; the queue is worked off in this order (F3).
    pub due_at: Timestamp,
    /// Telephone calls made for it, oldest first.
    pub calls: Vec<PhoneCall>,
    /// What was asked of the applicant, oldest first.
    pub questions: Vec<Question>,
}

/// A telephone call with the applicant or the organisation (F3).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct PhoneCall {
    /// When.
    pub at: Timestamp,
    /// Who called.
    pub by: Reviewer,
    /// The number that was dialled.
    pub number: String,
    /// The person who was spoken to; empty when nobody answered.
    pub person: String,
    /// What came of it.
    pub outcome: CallOutcome,
    /// Particulars.
    pub note: String,
}

/// What came of a telephone call.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum CallOutcome {
    /// The application was confirmed.
    Confirmed,
    /// The person does not stand by the application.
    Denied,
    /// Nobody answered, or not who was wanted.
    NotReached,
    /// The number is not the organisation's, or not in service.
    WrongNumber,
}

impl CallOutcome {
    /// Every outcome.
    pub const ALL: [CallOutcome; 4] =
        [CallOutcome::Confirmed, CallOutcome::Denied, CallOutcome::NotReached, CallOutcome::WrongNumber];

    /// A stable word.
    pub fn code(self) -> &'static str {
        match self {
            CallOutcome::Confirmed => "confirmed",
            CallOutcome::Denied => "denied",
            CallOutcome::NotReached => "not-reached",
            CallOutcome::WrongNumber => "wrong-number",
        }
    }
}

/// More that a reviewer wants to know.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Question {
    /// When it was asked.
    pub at: Timestamp,
    /// By whom.
    pub by: Reviewer,
    /// What.
    pub text: String,
    /// When it was answered, and how.
    pub answer: Option<(Timestamp, String)>,
}

impl Review {
    /// The stage after an action is kept here; questions follow it.
    ///
    /// # Errors
    /// See [`Stage::ask`].
    pub fn ask(&mut self, party: &Party, text: String, now: Timestamp) -> Result<(), ReviewError> {
        let next = self.stage.clone().ask(party, now)?;
        let by = party.reviewer()?.clone();
        self.questions.push(Question { at: now, by, text, answer: None });
        self.stage = next;
        Ok(())
    }

    /// The applicant answers the last question.
    ///
    /// # Errors
    /// See [`Stage::answer`].
    pub fn answer(&mut self, party: &Party, text: String, now: Timestamp) -> Result<(), ReviewError> {
        self.stage = self.stage.clone().answer(party, now)?;
        if let Some(question) = self.questions.last_mut() {
            question.answer = Some((now, text));
        }
        Ok(())
    }

    /// A call is noted; only while somebody has the review.
    ///
    /// # Errors
    /// See [`Stage::may_call`].
    pub fn note_call(&mut self, party: &Party, call: PhoneCall) -> Result<(), ReviewError> {
        self.stage.may_call(party)?;
        self.calls.push(call);
        Ok(())
    }

    /// The last call in which the application was confirmed or denied confirmed it.
    fn is_confirmed(&self) -> bool {
        let said = |call: &&PhoneCall| matches!(call.outcome, CallOutcome::Confirmed | CallOutcome::Denied);
        self.calls.iter().rev().find(said).is_some_and(|call| call.outcome == CallOutcome::Confirmed)
    }

    /// Decides in favour. `eyes` says whether a second reviewer has to agree; `call` whether a confirming call is wanted
    /// first.
    ///
    /// # Errors
    /// [`ReviewError::NoCall`]; see [`Stage::approve`].
    pub fn approve(
        &mut self,
        party: &Party,
        eyes: bool,
        call: bool,
        now: Timestamp,
    ) -> Result<(), ReviewError> {
        let next = self.stage.clone().approve(party, eyes, now)?;
        if call && !self.is_confirmed() {
            return Err(ReviewError::NoCall);
        }
        self.stage = next;
        Ok(())
    }
}
