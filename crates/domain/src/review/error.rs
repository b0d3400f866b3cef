//! What may not be done with a review, and why.

use super::stage::Reviewer;
use crate::catalogue::Level;

/// Why an action on a review was refused; nothing was changed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ReviewError {
    /// Only staff take, ask, approve and refuse.
    #[error("only an operator may {action} a review")]
    OnlyOperator {
        /// What was wanted.
        action: &'static str,
    },
    /// The name is none of the listed examiners'.
    #[error("{by} is no examiner of this service; the file that `reviews.file` names lists them")]
    NotExaminer {
        /// Who wanted to work on it.
        by: Reviewer,
    },
    /// The level is not in these hands.
    #[error("{by} does not examine {level}; leave it to an examiner who does")]
    WrongLevel {
        /// Who wanted to work on it.
        by: Reviewer,
        /// The level.
        level: Level,
    },
    /// The kind is not in these hands.
    #[error("{by} does not work on reviews of the kind {kind}; leave it to an examiner who does")]
    WrongKind {
        /// Who wanted to work on it.
        by: Reviewer,
        /// The kind.
        kind: &'static str,
    },
    /// Only the applicant answers.
    #[error("only the applicant answers a question of the reviewer")]
    OnlyApplicant,
    /// Reviewers do not give up applications.
    #[error(
        "a review is withdrawn by its applicant, or with what it is about; a reviewer refuses it instead"
    )]
    NotWithdrawable,
    /// Nobody has taken it.
    #[error("the review is not taken; take it first, so that nobody else works on it")]
    NotTaken,
    /// A colleague has it.
    #[error("the review is with {by}; who decides it is who took it: have it released first")]
    OtherReviewer {
        /// Who has it.
        by: Reviewer,
    },
    /// The second approval has to come from somebody else.
    #[error("{by} gave the first approval; the second one has to come from another reviewer")]
    SameReviewer {
        /// Who approved first.
        by: Reviewer,
    },
    /// The applicant was asked and has not answered.
    #[error("the applicant was asked for more; wait for the answer, or take the review again")]
    Asked,
    /// Nothing was asked.
    #[error("the reviewer has asked nothing, so there is nothing to answer")]
    NotAsked,
    /// It was decided or withdrawn.
    #[error("the review is {stage} already; nothing was changed")]
    Ended {
        /// The stage it is in.
        stage: &'static str,
    },
    /// The level wants a confirming telephone call first.
    #[error("this level wants a telephone call that confirmed the application; note the call first")]
    NoCall,
}
