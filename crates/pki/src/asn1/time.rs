//! UTCTime and GeneralizedTime as RFC 5280 section 4.1.2.5 profiles them.

use super::{Asn1Error, Element, tag, writer};
use chancery_domain::time::Timestamp;

/// A moment as DER: UTCTime through the year 2049, GeneralizedTime from 2050 on.
pub fn time_der(moment: Timestamp) -> Vec<u8> {
    let c = moment.civil_utc();
    let tail = format!("{:02}{:02}{:02}{:02}{:02}Z", c.month, c.day, c.hour, c.minute, c.second);
    if (1950..2050).contains(&c.year) {
        writer::element(tag::UTC_TIME, format!("{:02}{tail}", c.year.rem_euclid(100)).as_bytes())
    } else {
        writer::element(tag::GENERALIZED_TIME, format!("{:04}{tail}", c.year).as_bytes())
    }
}

/// Reads a time element in the form `[YY]YYMMDDHHMMSSZ`.
///
/// # Errors
/// [`Asn1Error::Value`] for any other form or a date that does not exist.
pub fn read_time(element: &Element<'_>) -> Result<Timestamp, Asn1Error> {
    let text = std::str::from_utf8(element.content).map_err(|_| Asn1Error::Value)?;
    let (year, rest) = match element.tag {
        tag::UTC_TIME => {
            let (short, rest) = text.split_at_checked(2).ok_or(Asn1Error::Value)?;
            // RFC 5280 section 4.1.2.5.1: 50 and above is 19YY.
            let century = if digits(short)? >= 50 { "19" } else { "20" };
            (format!("{century}{short}"), rest)
        }
        tag::GENERALIZED_TIME => {
            let (year, rest) = text.split_at_checked(4).ok_or(Asn1Error::Value)?;
            (year.to_owned(), rest)
        }
        found => return Err(Asn1Error::Unexpected { expected: tag::UTC_TIME, found }),
    };
    let rest = rest.strip_suffix('Z').filter(|r| r.len() == 10).ok_or(Asn1Error::Value)?;
    let part = |at: usize| rest.get(at..at + 2).ok_or(Asn1Error::Value);
    let (month, day) = (part(0)?, part(2)?);
    let (hour, minute, second) = (digits(part(4)?)?, digits(part(6)?)?, digits(part(8)?)?);
    if hour > 23 || minute > 59 || second > 59 {
        return Err(Asn1Error::Value);
    }
    let midnight = Timestamp::from_utc_date(&format!("{year}-{month}-{day}")).ok_or(Asn1Error::Value)?;
    Ok(midnight.plus_seconds(hour * 3_600 + minute * 60 + second))
}

fn digits(text: &str) -> Result<i64, Asn1Error> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_err(|_| Asn1Error::Value)
    } else {
        Err(Asn1Error::Value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tag: u8, text: &str) -> Option<String> {
        let element = Element { tag, content: text.as_bytes(), whole: &[] };
        read_time(&element).ok().map(Timestamp::rfc3339)
    }

    #[test]
    fn the_century_turns_at_2050() {
        for (moment, der_tag, text) in [
            ("2049-12-31", tag::UTC_TIME, "491231000000Z"),
            ("2050-01-01", tag::GENERALIZED_TIME, "20500101000000Z"),
            ("1950-01-01", tag::UTC_TIME, "500101000000Z"),
            ("2026-11-20", tag::UTC_TIME, "261120000000Z"),
        ] {
            let der = Timestamp::from_utc_date(moment).map(time_der).unwrap_or_default();
            assert_eq!(der, writer::element(der_tag, text.as_bytes()));
            assert_eq!(read(der_tag, text).as_deref(), Some(&*format!("{moment}T00:00:00Z")));
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "2611200000Z",
            "261120000000",
            "261120000000+0100",
            "261320000000Z",
            "26112000é000Z",
            "",
            "2+1120000000Z",
        ] {
            assert_eq!(read(tag::UTC_TIME, text), None, "{text}");
        }
        assert_eq!(read(tag::GENERALIZED_TIME, "20261120000000.5Z"), None);
        assert_eq!(read(tag::INTEGER, "261120000000Z"), None);
    }
}
