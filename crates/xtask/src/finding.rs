//! What a rule reports: a place in the tree and the sentence that was broken.

use std::fmt;

/// One broken house rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Path from the root of the repository, with forward slashes.
    pub path: String,
    /// Line, counted from 1; 0 when the finding is about the whole file.
    pub line: usize,
    /// Short name of the rule, as `cargo xtask tidy` prints it.
    pub rule: &'static str,
    /// What is wrong and what to do about it.
    pub text: String,
}

impl Finding {
    /// A finding at a line.
    pub fn at(path: &str, line: usize, rule: &'static str, text: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, rule, text: text.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {} [{}]", self.path, self.text, self.rule)
        } else {
            write!(f, "{}:{}: {} [{}]", self.path, self.line, self.text, self.rule)
        }
    }
}
