//! Business days: weekends, holidays and weekend days on which people work, as data; and the day on which so many of them
//! are over (F3).

use crate::policy::{Checker, DataFileError, UtcDate, read};
use crate::time::{Civil, SECONDS_PER_DAY, Timestamp};
use serde::Deserialize;
use std::collections::BTreeSet;

/// A fault in the calendar file, with file, key and rule.
pub type CalendarError = DataFileError;

/// The file that is compiled in.
const COMPILED_IN: &str = include_str!("../../data/calendar.toml");
/// What messages call it.
const COMPILED_IN_LABEL: &str = "compiled-in calendar.toml";
/// Days that a search for a business day goes on at most; the file's check makes it end far earlier.
const SEARCH_DAYS_MAX: i64 = 3_660;
/// Holidays in a row that a file may have, in days.
const HOLIDAYS_IN_A_ROW_MAX: i64 = 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    offset_seconds: i64,
    weekend: Vec<Weekday>,
    known_through: UtcDate,
    holidays: Vec<UtcDate>,
    working: Vec<UtcDate>,
}

/// A day of the week, Monday first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// The calendar of the reviewers. Days are counted since 1970-01-01 in its own offset.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendar {
    offset_seconds: i64,
    weekend: Vec<Weekday>,
    known_through: i64,
    holidays: BTreeSet<i64>,
    working: BTreeSet<i64>,
}

impl Calendar {
    /// Reads and checks a calendar file; `file_label` is what errors call it.
    ///
    /// # Errors
    /// The first fault found, with file, key and rule.
    pub fn parse(file_label: &str, text: &str) -> Result<Self, CalendarError> {
        let file: CalendarFile = read(file_label, text)?;
        let check = Checker::new(file_label);
        check.within("offset_seconds", file.offset_seconds, -50_400..=50_400)?;
        check.ensure(file.weekend.len() < WEEK.len(), "weekend", "a week needs a business day")?;
        let days = |dates: &[UtcDate]| dates.iter().map(|date| day_of(date.0)).collect::<BTreeSet<_>>();
        let calendar = Calendar {
            offset_seconds: file.offset_seconds,
            weekend: file.weekend,
            known_through: day_of(file.known_through.0),
            holidays: days(&file.holidays),
            working: days(&file.working),
        };
        for day in &calendar.working {
            let rule = "a working day must lie on a weekend and be no holiday";
            let odd = calendar.is_weekend(*day) && !calendar.holidays.contains(day);
            check.ensure(odd, "working", rule)?;
        }
        let last = calendar.holidays.iter().chain(&calendar.working).max().copied();
        let rule = "must reach the last holiday and working day";
        check.ensure(last.is_none_or(|last| last <= calendar.known_through), "known_through", rule)?;
        for day in &calendar.holidays {
            let free = (0..HOLIDAYS_IN_A_ROW_MAX).all(|n| !calendar.is_business_day(day + n));
            check.ensure(!free, "holidays", "more than 60 days in a row without a business day")?;
        }
        Ok(calendar)
    }

    /// The calendar that is compiled in.
    ///
    /// # Errors
    /// None in a build whose tests passed: a test reads the file.
    pub fn compiled_in() -> Result<Self, CalendarError> {
        Calendar::parse(COMPILED_IN_LABEL, COMPILED_IN)
    }

    /// Whether holidays of this moment's day are known; later only weekends are.
    pub fn knows(&self, at: Timestamp) -> bool {
        self.day(at) <= self.known_through
    }

    /// The date and time of a moment in the reviewers' own place.
    pub fn civil(&self, at: Timestamp) -> Civil {
        at.plus_seconds(self.offset_seconds).civil_utc()
    }

    /// Whether people work on the day of this moment.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.is_business_day(self.day(at))
    }

    /// The last second of the `business_days`-th business day after the day of `from`; with 0, `from` itself.
    pub fn end_after(&self, from: Timestamp, business_days: i64) -> Timestamp {
        if business_days <= 0 {
            return from;
        }
        let (first, mut left) = (self.day(from), business_days);
        let found = (first + 1..=first + SEARCH_DAYS_MAX).find(|day| {
            left -= i64::from(self.is_business_day(*day));
            left == 0
        });
        let day = found.unwrap_or(first + SEARCH_DAYS_MAX);
        Timestamp((day + 1) * SECONDS_PER_DAY - self.offset_seconds - 1)
    }

    fn day(&self, at: Timestamp) -> i64 {
        day_of(at.plus_seconds(self.offset_seconds))
    }

    fn is_weekend(&self, day: i64) -> bool {
        // 1970-01-01 was a Thursday.
        let weekday = usize::try_from((day + 3).rem_euclid(7)).ok().and_then(|n| WEEK.get(n));
        weekday.is_some_and(|weekday| self.weekend.contains(weekday))
    }

    fn is_business_day(&self, day: i64) -> bool {
        self.working.contains(&day) || (!self.is_weekend(day) && !self.holidays.contains(&day))
    }
}

fn day_of(at: Timestamp) -> i64 {
    at.0.div_euclid(SECONDS_PER_DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar() -> Calendar {
        Calendar::compiled_in().expect("calendar")
    }

    /// A moment in GMT+8.
    fn at(text: &str) -> Timestamp {
        Timestamp::from_cloud_text(text).expect("moment")
    }

    // F3: business days, with holidays and working weekends.
    #[test]
    fn business_days_skip_weekends_and_holidays() {
        let calendar = calendar();
        for (from, days, end) in [
            ("2026-11-16 09:00:00", 1, "2026-11-17 23:59:59"), // Monday
            ("2026-11-20 23:59:59", 1, "2026-11-23 23:59:59"), // Friday: over the weekend
            ("2026-11-21 00:00:00", 3, "2026-11-25 23:59:59"), // Saturday
            ("2026-11-16 09:00:00", 5, "2026-11-23 23:59:59"),
            ("2026-11-16 09:00:00", 7, "2026-11-25 23:59:59"),
            ("2026-02-13 12:00:00", 1, "2026-02-14 23:59:59"), // a Saturday on which people work
            ("2026-02-14 12:00:00", 1, "2026-02-24 23:59:59"), // over the Spring Festival
            ("2026-09-30 12:00:00", 2, "2026-10-09 23:59:59"), // over the National Day
            ("2026-09-30 12:00:00", 3, "2026-10-10 23:59:59"),
            ("2026-11-16 09:00:00", 0, "2026-11-16 09:00:00"),
        ] {
            assert_eq!(calendar.end_after(at(from), days).cloud_text(), end, "{days} from {from}");
        }
    }

    #[test]
    fn days_are_those_of_the_offset() {
        let calendar = calendar();
        // 16:00 UTC is midnight in GMT+8: Friday there ends eight hours before Friday in UTC.
        assert!(calendar.is_open(at("2026-11-20 23:59:59")));
        assert!(!calendar.is_open(at("2026-11-21 00:00:00")));
        assert!(calendar.knows(at("2026-12-31 23:59:59")) && !calendar.knows(at("2027-01-01 00:00:00")));
    }

    #[test]
    fn faults_name_the_key() {
        for (from, to, key) in [
            ("weekend = [\"saturday\", \"sunday\"]", "weekend = [\"caturday\"]", "weekend"),
            ("offset_seconds = 28_800", "offset_seconds = 99_999", "offset_seconds"),
            ("\"2026-10-10\"]", "\"2026-10-12\"]", "working"),
            ("known_through = \"2026-12-31\"", "known_through = \"2026-03-01\"", "known_through"),
            ("\"2026-01-01\"", "\"2026-01-32\"", "holidays"),
        ] {
            assert!(COMPILED_IN.contains(from), "{from}");
            let error = Calendar::parse("mine.toml", &COMPILED_IN.replacen(from, to, 1)).expect_err(to);
            let text = error.to_string();
            assert!(text.contains("mine.toml") && text.contains(key), "{text}");
        }
    }
}
