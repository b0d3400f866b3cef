//! How far a review is. Each action consumes the stage before; `matrix.txt` beside this file shows every stage against
//! every action by every party, and a test keeps it true.

use super::cause::RefusalCause;
use super::error::ReviewError;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A reviewer's name as the operator gives it; it stands in the operation log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct Reviewer(String);

/// A text that is no name of a reviewer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a reviewer's name has 1 to 64 letters, digits, dots, hyphens, underscores or `@`")]
pub struct MalformedReviewer;

impl FromStr for Reviewer {
    type Err = MalformedReviewer;

    fn from_str(text: &str) -> Result<Self, MalformedReviewer> {
        let length = text.chars().count();
        let plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@'));
        if (1..=64).contains(&length) && plain {
            Ok(Reviewer(text.to_owned()))
        } else {
            Err(MalformedReviewer)
        }
    }
}

impl fmt::Display for Reviewer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who acts on a review.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Party {
    /// Staff.
    Reviewer(Reviewer),
    /// The tenant whose matter it is.
    Applicant,
    /// The service itself, when what is reviewed goes away.
    Service,
}

impl Party {
    /// The reviewer.
    ///
    /// # Errors
    /// [`ReviewError::OnlyOperator`].
    pub fn reviewer(&self) -> Result<&Reviewer, ReviewError> {
        self.staff("decide")
    }

    fn staff(&self, action: &'static str) -> Result<&Reviewer, ReviewError> {
        match self {
            Party::Reviewer(reviewer) => Ok(reviewer),
            Party::Applicant | Party::Service => Err(ReviewError::OnlyOperator { action }),
        }
    }
}

/// How far a review is (F3).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// In the queue.
    Waiting {
        /// Since when.
        since: Timestamp,
    },
    /// A reviewer works on it.
    Taken {
        /// Who.
        by: Reviewer,
        /// Since when.
        at: Timestamp,
    },
    /// The applicant was asked for more.
    Asked {
        /// By whom.
        by: Reviewer,
        /// When.
        at: Timestamp,
    },
    /// Approved once, where a second reviewer has to agree.
    Seconding {
        /// Who approved first.
        by: Reviewer,
        /// When.
        at: Timestamp,
    },
    /// Decided in favour.
    Approved {
        /// By whom; two names where a second had to agree.
        by: Vec<Reviewer>,
        /// When.
        at: Timestamp,
    },
    /// Decided against (F5).
    Refused {
        /// By whom.
        by: Reviewer,
        /// When.
        at: Timestamp,
        /// Why, by code.
        cause: RefusalCause,
        /// Particulars for the applicant.
        note: String,
    },
    /// What it was about was given up.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
}

/// The stage without its data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StageKind {
    /// [`Stage::Waiting`].
    Waiting,
    /// [`Stage::Taken`].
    Taken,
    /// [`Stage::Asked`].
    Asked,
    /// [`Stage::Seconding`].
    Seconding,
    /// [`Stage::Approved`].
    Approved,
    /// [`Stage::Refused`].
    Refused,
    /// [`Stage::Withdrawn`].
    Withdrawn,
}

impl StageKind {
    /// A stable word.
    pub fn code(self) -> &'static str {
        match self {
            StageKind::Waiting => "waiting",
            StageKind::Taken => "taken",
            StageKind::Asked => "asked",
            StageKind::Seconding => "seconding",
            StageKind::Approved => "approved",
            StageKind::Refused => "refused",
            StageKind::Withdrawn => "withdrawn",
        }
    }
}

impl Stage {
    /// The stage without its data.
    pub fn kind(&self) -> StageKind {
        match self {
            Stage::Waiting { .. } => StageKind::Waiting,
            Stage::Taken { .. } => StageKind::Taken,
            Stage::Asked { .. } => StageKind::Asked,
            Stage::Seconding { .. } => StageKind::Seconding,
            Stage::Approved { .. } => StageKind::Approved,
            Stage::Refused { .. } => StageKind::Refused,
            Stage::Withdrawn { .. } => StageKind::Withdrawn,
        }
    }

    /// It waits for somebody: it was neither decided nor withdrawn.
    pub fn is_open(&self) -> bool {
        matches!(
            self,
            Stage::Waiting { .. } | Stage::Taken { .. } | Stage::Asked { .. } | Stage::Seconding { .. }
        )
    }

    /// Who has it, or decided it last.
    pub fn reviewer(&self) -> Option<&Reviewer> {
        match self {
            Stage::Taken { by, .. }
            | Stage::Asked { by, .. }
            | Stage::Seconding { by, .. }
            | Stage::Refused { by, .. } => Some(by),
            Stage::Approved { by, .. } => by.last(),
            Stage::Waiting { .. } | Stage::Withdrawn { .. } => None,
        }
    }

    fn ended(&self) -> ReviewError {
        ReviewError::Ended { stage: self.kind().code() }
    }

    /// A reviewer takes it. Who has it already keeps it; a question that was not answered is dropped.
    ///
    /// # Errors
    /// [`ReviewError`]: not staff, taken by a colleague, ended.
    pub fn take(self, party: &Party, now: Timestamp) -> Result<Stage, ReviewError> {
        let reviewer = party.staff("take")?;
        match self {
            Stage::Waiting { .. } => Ok(Stage::Taken { by: reviewer.clone(), at: now }),
            Stage::Taken { by, at } if by == *reviewer => Ok(Stage::Taken { by, at }),
            Stage::Asked { by, .. } if by == *reviewer => Ok(Stage::Taken { by, at: now }),
            Stage::Taken { by, .. } | Stage::Asked { by, .. } => Err(ReviewError::OtherReviewer { by }),
            Stage::Seconding { by, .. } if by == *reviewer => Err(ReviewError::SameReviewer { by }),
            Stage::Seconding { by, at } => Ok(Stage::Seconding { by, at }),
            other => Err(other.ended()),
        }
    }

    /// Any reviewer puts it back into the queue, so that an absent colleague's work does not lie; a first approval is
    /// dropped.
    ///
    /// # Errors
    /// [`ReviewError`]: not staff, not taken, ended.
    pub fn release(self, party: &Party, now: Timestamp) -> Result<Stage, ReviewError> {
        party.staff("release")?;
        match self {
            Stage::Taken { .. } | Stage::Asked { .. } | Stage::Seconding { .. } => {
                Ok(Stage::Waiting { since: now })
            }
            Stage::Waiting { .. } => Err(ReviewError::NotTaken),
            other => Err(other.ended()),
        }
    }

    /// The applicant uploaded another letter: a first approval was of the one before, so both look again.
    #[must_use]
    pub fn letter_replaced(self, now: Timestamp) -> Stage {
        match self {
            Stage::Seconding { .. } => Stage::Waiting { since: now },
            other => other,
        }
    }

    /// The reviewer who has it asks the applicant for more.
    ///
    /// # Errors
    /// [`ReviewError`]: not staff, not taken, with a colleague, asked already, ended.
    pub fn ask(self, party: &Party, now: Timestamp) -> Result<Stage, ReviewError> {
        let reviewer = party.staff("ask in")?;
        match self {
            Stage::Taken { by, .. } if by == *reviewer => Ok(Stage::Asked { by, at: now }),
            Stage::Taken { by, .. } => Err(ReviewError::OtherReviewer { by }),
            Stage::Waiting { .. } | Stage::Seconding { .. } => Err(ReviewError::NotTaken),
            Stage::Asked { .. } => Err(ReviewError::Asked),
            other => Err(other.ended()),
        }
    }

    /// The applicant answers; the same reviewer goes on.
    ///
    /// # Errors
    /// [`ReviewError`]: not the applicant, nothing asked, ended.
    pub fn answer(self, party: &Party, now: Timestamp) -> Result<Stage, ReviewError> {
        if *party != Party::Applicant {
            return Err(ReviewError::OnlyApplicant);
        }
        match self {
            Stage::Asked { by, .. } => Ok(Stage::Taken { by, at: now }),
            Stage::Waiting { .. } | Stage::Taken { .. } | Stage::Seconding { .. } => {
                Err(ReviewError::NotAsked)
            }
            other => Err(other.ended()),
        }
    }

    /// Whether a call may be noted now.
    ///
    /// # Errors
    /// [`ReviewError`]: not staff, not taken, with a colleague, ended.
    pub fn may_call(&self, party: &Party) -> Result<(), ReviewError> {
        let reviewer = party.staff("note a call in")?;
        match self {
            Stage::Taken { by, .. } | Stage::Asked { by, .. } if by == reviewer => Ok(()),
            Stage::Seconding { .. } => Ok(()),
            Stage::Taken { by, .. } | Stage::Asked { by, .. } => {
                Err(ReviewError::OtherReviewer { by: by.clone() })
            }
            Stage::Waiting { .. } => Err(ReviewError::NotTaken),
            other => Err(other.ended()),
        }
    }

    /// Decides in favour: who took it, and where `eyes` says so a second reviewer after the first.
    ///
    /// # Errors
    /// [`ReviewError`]: not staff, not taken, with a colleague, asked, the same reviewer twice, ended.
    pub fn approve(self, party: &Party, eyes: bool, now: Timestamp) -> Result<Stage, ReviewError> {
        let reviewer = party.staff("approve")?;
        match self {
            Stage::Taken { by, .. } if by != *reviewer => Err(ReviewError::OtherReviewer { by }),
            Stage::Taken { by, .. } if eyes => Ok(Stage::Seconding { by, at: now }),
            Stage::Taken { by, .. } => Ok(Stage::Approved { by: vec![by], at: now }),
            Stage::Seconding { by, .. } if by == *reviewer => Err(ReviewError::SameReviewer { by }),
            Stage::Seconding { by, .. } => Ok(Stage::Approved { by: vec![by, reviewer.clone()], at: now }),
            Stage::Waiting { .. } => Err(ReviewError::NotTaken),
            Stage::Asked { .. } => Err(ReviewError::Asked),
            other => Err(other.ended()),
        }
    }

    /// Decides against, with a coded cause (F5).
    ///
    /// # Errors
    /// [`ReviewError`]: not staff, not taken, with a colleague, ended.
    pub fn refuse(
        self,
        party: &Party,
        cause: RefusalCause,
        note: String,
        now: Timestamp,
    ) -> Result<Stage, ReviewError> {
        let reviewer = party.staff("refuse")?;
        match self {
            Stage::Taken { by, .. } | Stage::Asked { by, .. } if by == *reviewer => {
                Ok(Stage::Refused { by, at: now, cause, note })
            }
            Stage::Seconding { .. } => Ok(Stage::Refused { by: reviewer.clone(), at: now, cause, note }),
            Stage::Taken { by, .. } | Stage::Asked { by, .. } => Err(ReviewError::OtherReviewer { by }),
            Stage::Waiting { .. } => Err(ReviewError::NotTaken),
            other => Err(other.ended()),
        }
    }

    /// What it is about was given up.
    ///
    /// # Errors
    /// [`ReviewError`]: staff, ended.
    pub fn withdraw(self, party: &Party, now: Timestamp) -> Result<Stage, ReviewError> {
        match self {
            stage if !stage.is_open() => Err(stage.ended()),
            _ if matches!(party, Party::Reviewer(_)) => Err(ReviewError::NotWithdrawable),
            _ => Ok(Stage::Withdrawn { at: now }),
        }
    }
}

#[cfg(test)]
mod tests;
