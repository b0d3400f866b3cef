//! What an application has to pass before a certificate is issued, and in which order: data of each product line.

use serde::{Deserialize, Serialize};

/// One step of an application's course (seed 002 "Process"; F2, F3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The stamped confirmation letter is uploaded.
    Letter,
    /// Staff look whether the information is complete.
    PreReview,
    /// The names are proved.
    Validation,
    /// Staff examine the organisation.
    Review,
}

impl Step {
    /// Its word in files.
    pub fn word(self) -> &'static str {
        match self {
            Step::Letter => "letter",
            Step::PreReview => "pre-review",
            Step::Validation => "validation",
            Step::Review => "review",
        }
    }
}
