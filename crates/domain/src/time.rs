//! Points in time and spans, as whole seconds; the clock itself is read only at the edge and passed in.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Seconds in a day as the Baseline Requirements count it (BR 6.3.2: "a day is measured as 86,400 seconds").
pub const SECONDS_PER_DAY: i64 = 86_400;

/// Seconds east of Greenwich in which the cloud API writes its times: GMT+8, whatever the caller's zone.
const CLOUD_OFFSET_SECONDS: i64 = 8 * 3_600;

/// A moment, in seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A civil date and time of day in some fixed offset.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Civil {
    /// Year, e.g. 2026.
    pub year: i64,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
    /// Second, 0 to 59.
    pub second: u8,
}

impl Timestamp {
    /// Later than every moment the service deals with; stands for "not ended yet" in ordered columns.
    pub const FOREVER: Timestamp = Timestamp(i64::MAX / 4);

    /// This moment plus `seconds` (which may be negative), never wrapping.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Timestamp(self.0.saturating_add(seconds))
    }

    /// This moment plus whole days of 86,400 seconds.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(SECONDS_PER_DAY))
    }

    /// Seconds from `earlier` to this moment; negative when `earlier` is later.
    pub fn seconds_since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Midnight UTC of a date that the program itself names. A date that does not exist comes out as the day that
    /// many days after the first of its month; dates from outside are read by [`Timestamp::from_civil_utc`].
    pub const fn midnight_utc(year: i64, month: i64, day: i64) -> Self {
        Timestamp(days_from_civil(year, month, day) * SECONDS_PER_DAY)
    }

    /// The moment of a UTC date and time. `None` when there is no such date or time of day.
    pub fn from_civil_utc(civil: Civil) -> Option<Self> {
        let midnight = Self::midnight_utc(civil.year, i64::from(civil.month), i64::from(civil.day));
        let seconds = i64::from(civil.hour) * 3_600 + i64::from(civil.minute) * 60 + i64::from(civil.second);
        let moment = midnight.plus_seconds(seconds);
        // What lies past the end of its month or day comes back as another date.
        (moment.civil_utc() == civil).then_some(moment)
    }

    /// The UTC date and time of this moment.
    pub fn civil_utc(self) -> Civil {
        civil(self.0)
    }

    /// `Fri, 20 Nov 2026 08:49:37 GMT`, the date of HTTP headers (RFC 9110 section 5.6.7).
    pub fn http_date(self) -> String {
        let c = self.civil_utc();
        // 1970-01-01 was a Thursday.
        let weekday = match self.0.div_euclid(SECONDS_PER_DAY).rem_euclid(7) {
            0 => "Thu",
            1 => "Fri",
            2 => "Sat",
            3 => "Sun",
            4 => "Mon",
            5 => "Tue",
            _ => "Wed",
        };
        let month = match c.month {
            1 => "Jan",
            2 => "Feb",
            3 => "Mar",
            4 => "Apr",
            5 => "May",
            6 => "Jun",
            7 => "Jul",
            8 => "Aug",
            9 => "Sep",
            10 => "Oct",
            11 => "Nov",
            _ => "Dec",
        };
        format!(
            "{weekday}, {:02} {month} {:04} {:02}:{:02}:{:02} GMT",
            c.day, c.year, c.hour, c.minute, c.second
        )
    }

    /// `YYYY-MM-DD` in UTC.
    pub fn utc_date(self) -> String {
        let c = self.civil_utc();
        format!("{:04}-{:02}-{:02}", c.year, c.month, c.day)
    }

    /// `YYYY-MM-DDTHH:MM:SSZ`.
    pub fn rfc3339(self) -> String {
        let c = self.civil_utc();
        format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", c.year, c.month, c.day, c.hour, c.minute, c.second)
    }

    /// `YYYY-MM-DD HH:MM:SS` in GMT+8, the form of every time in the cloud API.
    pub fn cloud_text(self) -> String {
        let c = civil(self.0.saturating_add(CLOUD_OFFSET_SECONDS));
        format!("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute, c.second)
    }

    /// Reads `YYYY-MM-DD HH:MM:SS` (or only the date) in GMT+8. `None` when the text is not such a time.
    pub fn from_cloud_text(text: &str) -> Option<Self> {
        let (date, clock) = match text.trim().split_once(' ') {
            Some((date, clock)) => (date, clock),
            None => (text.trim(), "00:00:00"),
        };
        let mut clock_parts = clock.split(':').map(two_digits);
        let (hour, minute, second) = (clock_parts.next()??, clock_parts.next()??, clock_parts.next()??);
        if clock_parts.next().is_some() || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let midnight = Self::from_utc_date(date)?;
        Some(midnight.plus_seconds(hour * 3_600 + minute * 60 + second - CLOUD_OFFSET_SECONDS))
    }

    /// Midnight UTC of a `YYYY-MM-DD` date. `None` when there is no such date.
    pub fn from_utc_date(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let (year, month, day) = (year.parse::<i64>().ok()?, two_digits(month)?, two_digits(day)?);
        if !(1..=12).contains(&month) || day < 1 {
            return None;
        }
        let moment = Timestamp(days_from_civil(year, month, day) * SECONDS_PER_DAY);
        let back = moment.civil_utc();
        // A day past the end of its month comes back as another date.
        (i64::from(back.month) == month && i64::from(back.day) == day).then_some(moment)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

fn two_digits(text: &str) -> Option<i64> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// Days since the epoch of a proleptic Gregorian date (Howard Hinnant's `days_from_civil`).
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The civil time of a count of seconds since the epoch (inverse of `days_from_civil`).
fn civil(seconds: i64) -> Civil {
    let days = seconds.div_euclid(SECONDS_PER_DAY) + 719_468;
    let rest = seconds.rem_euclid(SECONDS_PER_DAY);
    let era = days.div_euclid(146_097);
    let day_of_era = days - era * 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Civil {
        year,
        month: u8::try_from(month).unwrap_or(1),
        day: u8::try_from(day).unwrap_or(1),
        hour: u8::try_from(rest / 3_600).unwrap_or(0),
        minute: u8::try_from(rest / 60 % 60).unwrap_or(0),
        second: u8::try_from(rest % 60).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments_read_and_write_back() {
        // (seconds, UTC, GMT+8 text); the first is the vector date of the API's signing test.
        for (seconds, utc, cloud) in [
            (1_700_000_000, "2023-11-14T22:13:20Z", "2023-11-15 06:13:20"),
            (0, "1970-01-01T00:00:00Z", "1970-01-01 08:00:00"),
            (951_782_399, "2000-02-28T23:59:59Z", "2000-02-29 07:59:59"),
            (1_804_982_400, "2027-03-14T00:00:00Z", "2027-03-14 08:00:00"),
        ] {
            assert_eq!(Timestamp(seconds).rfc3339(), utc);
            assert_eq!(Timestamp(seconds).cloud_text(), cloud);
            assert_eq!(Timestamp::from_cloud_text(cloud), Some(Timestamp(seconds)));
        }
    }

    #[test]
    fn http_dates_are_those_of_rfc_9110() {
        // The example of RFC 9110 section 5.6.7, and a day of every month around a year's end.
        assert_eq!(Timestamp(784_111_777).http_date(), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(Timestamp(0).http_date(), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(Timestamp(1_709_164_800).http_date(), "Thu, 29 Feb 2024 00:00:00 GMT");
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        for text in ["2026-02-29", "2026-13-01", "2026-00-10", "26-01-01", "2026-1-1", "", "2026-01-01-01"] {
            assert_eq!(Timestamp::from_utc_date(text), None, "{text}");
        }
        assert!(Timestamp::from_utc_date("2028-02-29").is_some());
    }
}
