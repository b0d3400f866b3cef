//! When an applicant may remind the reviewers (F6, seed 001 "Reminding Reviewers to Review an SSL Certificate
//! Application").

use super::rules::ReminderPolicy;
use crate::catalogue::Level;
use crate::time::Timestamp;

/// Whether a reminder may be sent now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReminderQuestion<'a> {
    /// The key of the product's brand.
    pub brand: &'a str,
    /// The product's level.
    pub level: Level,
    /// The product is free.
    pub free: bool,
    /// When its clock began: the information was submitted (DV), the letter was uploaded (OV, EV).
    pub started_at: Option<Timestamp>,
    /// When the last reminder was sent.
    pub last_at: Option<Timestamp>,
}

/// Why no reminder is taken.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ReminderError {
    /// The brand or level has none.
    #[error("reminders are not offered for this certificate; the review goes on by itself")]
    NotOffered,
    /// Nothing is being reviewed.
    #[error("nothing waits for a reviewer, so there is nobody to remind")]
    NothingWaits,
    /// Not open yet.
    #[error("a reminder can be sent from {opens_at} on")]
    NotOpen {
        /// From when.
        opens_at: Timestamp,
    },
    /// One was sent a short while ago.
    #[error("a reminder was sent at {last_at}; the next one can be sent from {again_at} on")]
    TooSoon {
        /// When the last one was sent.
        last_at: Timestamp,
        /// From when on again.
        again_at: Timestamp,
    },
}

impl ReminderPolicy {
    /// From when on a reminder may be sent; nothing where none is offered or nothing has begun.
    pub fn opens_at(&self, question: &ReminderQuestion<'_>) -> Option<Timestamp> {
        if !self.offers(question) {
            return None;
        }
        let seconds = self.opens.iter().find(|row| row.levels.contains(&question.level))?.seconds;
        let opens = question.started_at?.plus_seconds(seconds);
        let again = question.last_at.map(|last| last.plus_seconds(self.interval_seconds));
        Some(again.map_or(opens, |again| again.max(opens)))
    }

    /// Whether a reminder may be sent at `now` (F6).
    ///
    /// # Errors
    /// [`ReminderError`] says why not, and from when on.
    pub fn check(&self, question: &ReminderQuestion<'_>, now: Timestamp) -> Result<(), ReminderError> {
        if !self.offers(question) {
            return Err(ReminderError::NotOffered);
        }
        let at = self.opens_at(question).ok_or(ReminderError::NothingWaits)?;
        match question.last_at {
            _ if now >= at => Ok(()),
            Some(last_at) => Err(ReminderError::TooSoon { last_at, again_at: at }),
            None => Err(ReminderError::NotOpen { opens_at: at }),
        }
    }

    fn offers(&self, question: &ReminderQuestion<'_>) -> bool {
        self.offered.iter().any(|row| {
            row.brand == question.brand
                && if question.free { row.free } else { row.levels.contains(&question.level) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::ReviewRules;

    const START: Timestamp = Timestamp(1_795_000_000);

    fn policy() -> ReminderPolicy {
        ReviewRules::compiled_in().expect("rules").reminder
    }

    fn question(brand: &str, level: Level) -> ReminderQuestion<'_> {
        ReminderQuestion { brand, level, free: false, started_at: Some(START), last_at: None }
    }

    // F6: 24, 72 and 96 hours, and one second before each.
    #[test]
    fn reminders_open_to_the_second() {
        for (brand, level, hours) in [
            ("trustasia", Level::Dv, 24),
            ("securesite", Level::Ov, 72),
            ("securesite", Level::OvPro, 72),
            ("geotrust", Level::Ev, 96),
            ("securesite", Level::EvPro, 96),
        ] {
            let (policy, question) = (policy(), question(brand, level));
            let opens_at = START.plus_seconds(hours * 3_600);
            let early = policy.check(&question, opens_at.plus_seconds(-60));
            assert_eq!(
                early,
                Err(ReminderError::NotOpen { opens_at }),
                "{brand} {level} at {hours} h less a minute"
            );
            assert!(policy.check(&question, opens_at.plus_seconds(-1)).is_err());
            assert_eq!(policy.check(&question, opens_at), Ok(()), "{brand} {level} at {hours} h");
        }
    }

    // F6: the table of seed 001, cell by cell.
    #[test]
    fn the_table_of_brands_and_levels() {
        let all = [Level::Ov, Level::OvPro, Level::Dv, Level::Ev, Level::EvPro];
        for (brand, offered, free) in [
            ("securesite", vec![Level::Ov, Level::OvPro, Level::Ev, Level::EvPro], true),
            ("geotrust", vec![Level::Ov, Level::Ev], false),
            ("trustasia", vec![Level::Ov, Level::Dv, Level::Ev], false),
            ("globalsign", vec![Level::Ov, Level::Ev], false),
            ("wotrus", vec![], false),
            ("wotrus-sm2", vec![], false),
            ("dnspod-sm2", vec![], false),
            ("dnspod-sm2-trustasia", vec![], false),
            ("dnspod", vec![], false),
        ] {
            for level in all {
                let opens = policy().opens_at(&question(brand, level)).is_some();
                assert_eq!(opens, offered.contains(&level), "{brand} {level}");
            }
            let question = ReminderQuestion { free: true, ..question(brand, Level::Dv) };
            assert_eq!(policy().opens_at(&question).is_some(), free, "{brand} free DV");
        }
    }

    // F6: once opened a reminder may be sent, and again a day later.
    #[test]
    fn one_reminder_a_day() {
        let last_at = START.plus_seconds(100 * 3_600);
        let question = ReminderQuestion { last_at: Some(last_at), ..question("geotrust", Level::Ov) };
        let again_at = last_at.plus_seconds(86_400);
        let early = policy().check(&question, again_at.plus_seconds(-1));
        assert_eq!(early, Err(ReminderError::TooSoon { last_at, again_at }));
        assert_eq!(policy().check(&question, again_at), Ok(()));
    }

    #[test]
    fn without_a_start_nothing_waits() {
        let question = ReminderQuestion { started_at: None, ..question("geotrust", Level::Ov) };
        assert_eq!(policy().check(&question, START), Err(ReminderError::NothingWaits));
    }
}
