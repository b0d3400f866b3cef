//! Who may work on which reviews (F3): a list in the file of rules on reviews. An empty one leaves it to whoever has the
//! operator's command line.

use super::Review;
use super::error::ReviewError;
use super::stage::Reviewer;
use super::subject::ReviewSubject;
use crate::catalogue::Level;
use crate::policy::{Checker, DataFileError};
use serde::Deserialize;
use std::collections::BTreeSet;

/// One of the staff, and what is in their hands.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Examiner {
    /// The name given with `--as`.
    pub name: Reviewer,
    /// Reviews of these levels. What has no level of its own (profiles) asks for none.
    pub levels: Vec<Level>,
    /// Reviews of these kinds; all of them when none is named.
    #[serde(default)]
    pub kinds: Vec<String>,
}

impl Examiner {
    fn examines(&self, level: Level) -> bool {
        self.levels.contains(&level)
    }

    fn works_on(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|named| named == kind)
    }
}

/// Whether somebody may work on a review.
///
/// # Errors
/// [`ReviewError::NotExaminer`], [`ReviewError::WrongLevel`], [`ReviewError::WrongKind`].
pub(super) fn may_work(
    examiners: &[Examiner],
    reviewer: &Reviewer,
    review: &Review,
) -> Result<(), ReviewError> {
    if examiners.is_empty() {
        return Ok(());
    }
    let by = reviewer.clone();
    let Some(found) = examiners.iter().find(|examiner| examiner.name == *reviewer) else {
        return Err(ReviewError::NotExaminer { by });
    };
    if let Some(level) = review.level.filter(|level| !found.examines(*level)) {
        return Err(ReviewError::WrongLevel { by, level });
    }
    let kind = review.subject.kind();
    if !found.works_on(kind) {
        return Err(ReviewError::WrongKind { by, kind });
    }
    Ok(())
}

/// The list is one that reviews can be worked off with.
pub(super) fn check(
    examiners: &[Examiner],
    four_eyes: &[Level],
    check: &Checker<'_>,
) -> Result<(), DataFileError> {
    let mut names = BTreeSet::new();
    for examiner in examiners {
        let name = examiner.name.to_string();
        let well_formed = name.parse::<Reviewer>().is_ok();
        check.ensure(
            well_formed,
            "examiner.name",
            "1 to 64 letters, digits, dots, hyphens, underscores or `@`",
        )?;
        check.ensure(names.insert(name), "examiner.name", "each name once")?;
        for kind in &examiner.kinds {
            let rule = format!("each is one of {}", ReviewSubject::KINDS.join(", "));
            check.ensure(ReviewSubject::KINDS.contains(&kind.as_str()), "examiner.kinds", &rule)?;
        }
    }
    // Profiles of organisations have no level, so one pair of eyes is enough for them.
    let kinds = || ReviewSubject::KINDS.into_iter().filter(|kind| *kind != "organization");
    for level in four_eyes.iter().filter(|_| !examiners.is_empty()) {
        for kind in kinds() {
            let able =
                examiners.iter().filter(|found| found.examines(*level) && found.works_on(kind)).count();
            let rule = format!(
                "four_eyes names {level}, so two examiners have to be able to approve a review of the kind {kind}"
            );
            check.ensure(able >= 2, "examiner.levels", &rule)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::review::ReviewRules;

    /// Every kind with a level but revocations.
    const APPLICATIONS: &str = "\"application\", \"pre-review\", \"administrator\"";

    const RULES: &str = include_str!("../../data/reviews.toml");

    fn with(examiners: &str, four_eyes: &str) -> Result<ReviewRules, String> {
        let rules = RULES.replacen("four_eyes = []", &format!("four_eyes = {four_eyes}"), 1);
        ReviewRules::parse("mine.toml", &format!("{rules}\n{examiners}")).map_err(|error| error.to_string())
    }

    // F3: who is on the list is checked when the file is read.
    #[test]
    fn faults_of_the_list_name_the_key() {
        let one = "[[examiner]]\nname = \"lin\"\nlevels = [\"EV\"]\n";
        let two = "[[examiner]]\nname = \"wu\"\nlevels = [\"EV\", \"OV\"]\nkinds = [\"revocation\"]\n";
        assert!(with(one, "[]").is_ok());
        assert!(with("", "[\"EV\"]").is_ok(), "no list, no roles");
        for (examiners, four_eyes, key) in [
            (format!("{one}{one}"), "[]", "examiner.name"),
            (one.replace("lin", "li n"), "[]", "examiner.name"),
            (one.replace("EV", "XV"), "[]", "levels"),
            (two.replace("revocation", "coffee"), "[]", "examiner.kinds"),
            (one.to_owned(), "[\"EV\"]", "examiner.levels"),
            (format!("{one}{two}"), "[\"EV\"]", "examiner.levels"),
            // Two approve applications, but who has a revocation examined would wait for ever.
            (format!("{one}{}", two.replace("\"revocation\"", APPLICATIONS)), "[\"EV\"]", "kind revocation"),
        ] {
            let text = with(&examiners, four_eyes).unwrap_err();
            assert!(text.contains("mine.toml") && text.contains(key), "{text}");
        }
        assert!(with(&format!("{one}{}", two.replace("kinds = [\"revocation\"]\n", "")), "[\"EV\"]").is_ok());
    }
}
