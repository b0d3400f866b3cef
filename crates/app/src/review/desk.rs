//! What the reviewers work by: the rules, the calendar and the words of letters; compiled in, each replaceable by the
//! operator.

use chancery_domain::policy::DataFileError;
use chancery_domain::review::{Calendar, LetterWords, ReviewRules};

/// The reviewers' desk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Desk {
    /// Due dates, four eyes, reminders, documents.
    pub rules: ReviewRules,
    /// Business days.
    pub calendar: Calendar,
    /// Templates of letters.
    pub words: LetterWords,
}

impl Desk {
    /// What is compiled in.
    ///
    /// # Errors
    /// None in a build whose tests passed: a test reads the files.
    pub fn compiled_in() -> Result<Self, DataFileError> {
        Ok(Desk {
            rules: ReviewRules::compiled_in()?,
            calendar: Calendar::compiled_in()?,
            words: LetterWords::compiled_in()?,
        })
    }
}
