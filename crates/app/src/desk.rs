//! What the reviewers work by: the rules, the calendar, the words and fonts of letters; compiled in, each replaceable by
//! the operator.

use crate::letter::Fonts;
use chancery_domain::review::{Calendar, LetterWords, ReviewRules};

/// The reviewers' desk.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Due dates, four eyes, reminders, documents.
    pub rules: ReviewRules,
    /// Business days.
    pub calendar: Calendar,
    /// Templates of letters.
    pub words: LetterWords,
    /// What letters are drawn with.
    pub fonts: Fonts,
}

impl Desk {
    /// What is compiled in.
    ///
    /// # Errors
    /// None in a build whose tests passed: a test reads the files.
    pub fn compiled_in() -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Desk {
            rules: ReviewRules::compiled_in()?,
            calendar: Calendar::compiled_in()?,
            words: LetterWords::compiled_in()?,
            fonts: Fonts::new(None)?,
        })
    }
}
