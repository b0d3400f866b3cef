//! The file of rules on reviews: due dates, four eyes, reminders and documents; compiled in, replaceable by the operator,
//! checked at start (A8).

use super::Review;
use super::calendar::Calendar;
use super::document::{DocumentKind, DocumentLimits};
use super::error::ReviewError;
use super::examiner::{self, Examiner};
use super::stage::Reviewer;
use super::subject::ReviewSubject;
use crate::catalogue::Level;
use crate::policy::{Checker, DataFileError, read};
use crate::time::Timestamp;
use serde::Deserialize;

/// The file that is compiled in.
const COMPILED_IN: &str = include_str!("../../data/reviews.toml");
/// What messages call it.
const COMPILED_IN_LABEL: &str = "compiled-in reviews.toml";
/// A span of seconds that no rule may exceed.
const YEAR_SECONDS: i64 = 366 * 86_400;

/// Every rule of the file.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct ReviewRules {
    four_eyes: Vec<Level>,
    call_required: Vec<Level>,
    #[serde(default)]
    examiner: Vec<Examiner>,
    level_days: Vec<LevelDays>,
    profile_days: ProfileDays,
    pre_review: PreReview,
    /// The queue's sizes.
    pub queue: QueuePolicy,
    /// When applicants may remind.
    pub reminder: ReminderPolicy,
    /// Documents that are taken.
    pub documents: DocumentPolicy,
}

/// Business days in which levels are reviewed.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct LevelDays {
    /// The levels.
    pub levels: Vec<Level>,
    /// Business days at least.
    pub earliest: i64,
    /// Business days at most.
    pub latest: i64,
}

#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct ProfileDays {
    organization: i64,
    administrator: i64,
    revocation: i64,
}

#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct PreReview {
    seconds_min: i64,
    seconds_max: i64,
}

/// The queue's sizes.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct QueuePolicy {
    /// Reviews on a page when no number is asked for.
    pub page_default: i64,
    /// Reviews on a page at most.
    pub page_max: i64,
    /// Characters of a question, an answer or a note.
    pub text_length_max: usize,
    /// Calls in one review.
    pub calls_max: usize,
    /// Questions in one review.
    pub questions_max: usize,
}

/// When applicants may remind the reviewers (F6).
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct ReminderPolicy {
    /// One reminder in so many seconds.
    pub interval_seconds: i64,
    /// How long after its starting event.
    pub opens: Vec<ReminderOpens>,
    /// For which products.
    pub offered: Vec<ReminderOffered>,
}

/// How long after its starting event a reminder opens.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct ReminderOpens {
    /// For these levels.
    pub levels: Vec<Level>,
    /// So many seconds.
    pub seconds: i64,
}

/// A brand whose certificates may be reminded.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct ReminderOffered {
    /// The brand's key.
    pub brand: String,
    /// Of which levels.
    pub levels: Vec<Level>,
    /// Its free certificates too.
    #[serde(default)]
    pub free: bool,
}

/// Which documents are taken (F2, I2).
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct DocumentPolicy {
    bytes_min: usize,
    bytes_max: usize,
    pixels_max: u64,
    frames_max: usize,
    pdf_objects_max: usize,
    pdf_pages_max: usize,
    pdf_unpacked_bytes_max: usize,
    /// Documents of one certificate and purpose that are kept.
    pub kept_max: usize,
    /// For brands outside the SM2 hierarchy.
    pub international: LetterRules,
    /// For brands of the SM2 hierarchy.
    pub sm2: LetterRules,
}

/// What differs between the hierarchies.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct LetterRules {
    /// Kinds that are taken.
    pub kinds: Vec<DocumentKind>,
    /// A letter may be uploaded again while the review runs.
    pub replaceable: bool,
}

impl DocumentPolicy {
    /// The rules of a hierarchy.
    pub fn letters(&self, sm2: bool) -> &LetterRules {
        if sm2 { &self.sm2 } else { &self.international }
    }

    /// What a document is held against.
    pub fn limits(&self, sm2: bool) -> DocumentLimits {
        DocumentLimits {
            bytes_min: self.bytes_min,
            bytes_max: self.bytes_max,
            kinds: self.letters(sm2).kinds.clone(),
            pixels_max: self.pixels_max,
            frames_max: self.frames_max,
            pdf_objects_max: self.pdf_objects_max,
            pdf_pages_max: self.pdf_pages_max,
            pdf_unpacked_bytes_max: self.pdf_unpacked_bytes_max,
        }
    }
}

impl ReviewRules {
    /// Reads and checks a file; `file_label` is what errors call it.
    ///
    /// # Errors
    /// The first fault found, with file, key and rule.
    pub fn parse(file_label: &str, text: &str) -> Result<Self, DataFileError> {
        let rules: ReviewRules = read(file_label, text)?;
        rules.check(&Checker::new(file_label))?;
        Ok(rules)
    }

    /// The rules that are compiled in.
    ///
    /// # Errors
    /// None in a build whose tests passed: a test reads the file.
    pub fn compiled_in() -> Result<Self, DataFileError> {
        ReviewRules::parse(COMPILED_IN_LABEL, COMPILED_IN)
    }

    fn check(&self, check: &Checker<'_>) -> Result<(), DataFileError> {
        for level in Level::ALL {
            let rule = format!("the level {level} has to stand in exactly one entry");
            let rows = self.level_days.iter().filter(|row| row.levels.contains(&level)).count();
            check.ensure(rows == 1, "level_days.levels", &rule)?;
            let opens = self.reminder.opens.iter().filter(|row| row.levels.contains(&level)).count();
            check.ensure(opens == 1, "reminder.opens.levels", &rule)?;
        }
        for row in &self.level_days {
            check.within("level_days.latest", row.latest, 1..=250)?;
            check.within("level_days.earliest", row.earliest, 0..=row.latest)?;
        }
        check.within("profile_days.organization", self.profile_days.organization, 1..=250)?;
        check.within("profile_days.administrator", self.profile_days.administrator, 1..=250)?;
        check.within("profile_days.revocation", self.profile_days.revocation, 1..=250)?;
        check.within("pre_review.seconds_max", self.pre_review.seconds_max, 60..=YEAR_SECONDS)?;
        check.within(
            "pre_review.seconds_min",
            self.pre_review.seconds_min,
            0..=self.pre_review.seconds_max,
        )?;
        check.within("queue.page_max", self.queue.page_max, 1..=10_000)?;
        check.within("queue.page_default", self.queue.page_default, 1..=self.queue.page_max)?;
        check.within("queue.text_length_max", self.queue.text_length_max, 10..=100_000)?;
        check.within("queue.calls_max", self.queue.calls_max, 1..=1_000)?;
        check.within("queue.questions_max", self.queue.questions_max, 1..=1_000)?;
        check.within("reminder.interval_seconds", self.reminder.interval_seconds, 0..=YEAR_SECONDS)?;
        for row in &self.reminder.opens {
            check.within("reminder.opens.seconds", row.seconds, 0..=YEAR_SECONDS)?;
        }
        let documents = &self.documents;
        check.within("documents.bytes_max", documents.bytes_max, 1_024..=(16 << 20))?;
        let below = i64::try_from(documents.bytes_max).unwrap_or(i64::MAX);
        check.within("documents.bytes_min", documents.bytes_min, 1..=below)?;
        check.within("documents.pixels_max", documents.pixels_max, 10_000..=1_000_000_000)?;
        check.within("documents.frames_max", documents.frames_max, 1..=10_000)?;
        check.within("documents.pdf_objects_max", documents.pdf_objects_max, 10..=1_000_000)?;
        check.within("documents.pdf_pages_max", documents.pdf_pages_max, 1..=10_000)?;
        let unpacked = documents.pdf_unpacked_bytes_max;
        check.within("documents.pdf_unpacked_bytes_max", unpacked, 65_536..=(1 << 30))?;
        check.within("documents.kept_max", documents.kept_max, 1..=1_000)?;
        for (key, letters) in [
            ("documents.international.kinds", &documents.international),
            ("documents.sm2.kinds", &documents.sm2),
        ] {
            check.ensure(!letters.kinds.is_empty(), key, "needs at least one kind")?;
        }
        examiner::check(&self.examiner, &self.four_eyes, check)
    }

    /// Whether two different reviewers have to approve.
    pub fn four_eyes(&self, level: Option<Level>) -> bool {
        level.is_some_and(|level| self.four_eyes.contains(&level))
    }

    /// Whether this reviewer may work on the review (F3): everybody where no examiner is listed.
    ///
    /// # Errors
    /// [`ReviewError::NotExaminer`], [`ReviewError::WrongLevel`], [`ReviewError::WrongKind`].
    pub fn may_work(&self, reviewer: &Reviewer, review: &Review) -> Result<(), ReviewError> {
        examiner::may_work(&self.examiner, reviewer, review)
    }

    /// Whether a call has to confirm the application before it is approved.
    pub fn call_required(&self, level: Option<Level>) -> bool {
        level.is_some_and(|level| self.call_required.contains(&level))
    }

    /// When a review that begins at `from` is decided at the earliest and when it is due (F3: OV 3-5, EV 5-7 business
    /// days; F1: profiles one; seed 002: pre-reviews 10 minutes to 72 hours).
    pub fn due(
        &self,
        calendar: &Calendar,
        subject: &ReviewSubject,
        level: Option<Level>,
        from: Timestamp,
    ) -> (Timestamp, Timestamp) {
        let days = |latest| (from, calendar.end_after(from, latest));
        match subject {
            ReviewSubject::PreReview(_) => (
                from.plus_seconds(self.pre_review.seconds_min),
                from.plus_seconds(self.pre_review.seconds_max),
            ),
            ReviewSubject::Organization(_) => days(self.profile_days.organization),
            ReviewSubject::Administrator(_) => days(self.profile_days.administrator),
            ReviewSubject::Revocation(_) => days(self.profile_days.revocation),
            ReviewSubject::Application(_) => {
                let level = level.unwrap_or(Level::Ov);
                let row = self.level_days.iter().find(|row| row.levels.contains(&level));
                row.map_or((from, from), |row| {
                    (calendar.end_after(from, row.earliest), calendar.end_after(from, row.latest))
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{CertificateId, OrganizationId};

    fn at(text: &str) -> Timestamp {
        Timestamp::from_cloud_text(text).expect("moment")
    }

    // F3: OV 3-5, EV 5-7 business days; F1: profiles one; WoTrus's pre-review 72 hours.
    #[test]
    fn due_dates() {
        let (rules, calendar) =
            (ReviewRules::compiled_in().expect("rules"), Calendar::compiled_in().expect("calendar"));
        let id = CertificateId::from_chance(&[1; 8]);
        let monday = "2026-11-16 09:30:00";
        for (subject, level, earliest, due) in [
            (
                ReviewSubject::Application(id.clone()),
                Some(Level::Ov),
                "2026-11-19 23:59:59",
                "2026-11-23 23:59:59",
            ),
            (
                ReviewSubject::Application(id.clone()),
                Some(Level::OvPro),
                "2026-11-19 23:59:59",
                "2026-11-23 23:59:59",
            ),
            (
                ReviewSubject::Application(id.clone()),
                Some(Level::Ev),
                "2026-11-23 23:59:59",
                "2026-11-25 23:59:59",
            ),
            (
                ReviewSubject::Application(id.clone()),
                Some(Level::EvPro),
                "2026-11-23 23:59:59",
                "2026-11-25 23:59:59",
            ),
            (
                ReviewSubject::PreReview(id.clone()),
                Some(Level::Ov),
                "2026-11-16 09:40:00",
                "2026-11-19 09:30:00",
            ),
            (ReviewSubject::Revocation(id), Some(Level::Ov), monday, "2026-11-17 23:59:59"),
            (ReviewSubject::Organization(OrganizationId(1)), None, monday, "2026-11-17 23:59:59"),
        ] {
            let found = rules.due(&calendar, &subject, level, at(monday));
            assert_eq!(
                (found.0.cloud_text().as_str(), found.1.cloud_text().as_str()),
                (earliest, due),
                "{subject}"
            );
        }
    }

    // F2: the kinds by hierarchy, and whether a letter is taken again.
    #[test]
    fn kinds_by_hierarchy() {
        let documents = ReviewRules::compiled_in().expect("rules").documents;
        let international = documents.letters(false);
        assert_eq!(international.kinds, [DocumentKind::Jpeg, DocumentKind::Png, DocumentKind::Pdf]);
        assert!(international.replaceable);
        assert_eq!(documents.letters(true).kinds, [DocumentKind::Jpeg, DocumentKind::Gif, DocumentKind::Pdf]);
        assert!(!documents.letters(true).replaceable);
    }

    #[test]
    fn faults_name_the_key() {
        for (from, to, key) in [
            ("levels = [\"DV\"]\nearliest", "levels = [\"OV\"]\nearliest", "level_days.levels"),
            ("latest = 5", "latest = 0", "level_days.latest"),
            (
                "seconds = 86_400\n[[reminder.opens]]",
                "seconds = -1\n[[reminder.opens]]",
                "reminder.opens.seconds",
            ),
            ("bytes_max = 1_468_006", "bytes_max = 10", "documents.bytes_max"),
            ("kinds = [\"jpeg\", \"gif\", \"pdf\"]", "kinds = []", "documents.sm2.kinds"),
            ("kinds = [\"jpeg\", \"gif\", \"pdf\"]", "kinds = [\"exe\"]", "kinds"),
            ("four_eyes = []", "four_eyes = [\"XV\"]", "four_eyes"),
        ] {
            assert!(COMPILED_IN.contains(from), "{from}");
            let error = ReviewRules::parse("mine.toml", &COMPILED_IN.replacen(from, to, 1)).expect_err(to);
            let text = error.to_string();
            assert!(text.contains("mine.toml") && text.contains(key), "{text}");
        }
    }
}
