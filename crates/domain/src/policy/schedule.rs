//! Values that change on known days: the entry in force is the last one whose day has come.

use super::data_file::{Checker, DataFileError};
use crate::time::Timestamp;
use serde::Deserialize;

/// A day from whose first second (UTC) something holds; `YYYY-MM-DD` in files.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Debug)]
#[serde(try_from = "String")]
pub struct UtcDate(pub Timestamp);

impl UtcDate {
    /// Whether the day has come.
    pub fn has_come(self, at: Timestamp) -> bool {
        at >= self.0
    }
}

impl TryFrom<String> for UtcDate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Timestamp::from_utc_date(&text)
            .map(UtcDate)
            .ok_or_else(|| format!("{text:?} is not a date; write it as \"2026-03-15\""))
    }
}

/// A number of days that holds from a day on.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct DatedDays {
    /// First day on which it holds.
    pub from: UtcDate,
    /// The number of days.
    pub days: i64,
}

/// Something that holds from a day on.
pub(super) trait Dated {
    fn from(&self) -> UtcDate;
}

impl Dated for DatedDays {
    fn from(&self) -> UtcDate {
        self.from
    }
}

/// The entry in force at a moment; nothing before the first entry's day.
pub(super) fn in_force<T: Dated>(entries: &[T], at: Timestamp) -> Option<&T> {
    entries.iter().rfind(|entry| entry.from().has_come(at))
}

/// The days in force at a moment. Moments before the schedule begins take the first entry: the present rule
/// is never laxer for a clock that stands in the past.
pub(super) fn days_in_force(entries: &[DatedDays], at: Timestamp) -> i64 {
    in_force(entries, at).or(entries.first()).map_or(0, |entry| entry.days)
}

/// The first moment at which evidence of `at` is older than the days in force at that moment. A schedule that becomes
/// stricter meanwhile may end it on the very day of the change.
pub(super) fn evidence_ends(entries: &[DatedDays], at: Timestamp) -> Timestamp {
    for (position, entry) in entries.iter().enumerate() {
        let gives_way = entries.get(position + 1).map_or(Timestamp::FOREVER, |next| next.from.0);
        let ends = at.plus_days(entry.days);
        if ends < gives_way {
            return if position == 0 { ends } else { ends.max(entry.from.0) };
        }
    }
    at
}

/// A schedule has an entry and its days rise.
pub(super) fn check_order<T: Dated>(
    check: &Checker<'_>,
    key: &str,
    entries: &[T],
) -> Result<(), DataFileError> {
    check.ensure(!entries.is_empty(), key, "the schedule needs at least one entry")?;
    let rising = entries.windows(2).all(|pair| match pair {
        [earlier, later] => earlier.from() < later.from(),
        _ => true,
    });
    check.ensure(rising, key, "each entry's `from` must be later than the one before it")
}
