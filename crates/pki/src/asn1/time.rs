//! UTCTime and GeneralizedTime as RFC 5280 section 4.1.2.5 profiles them.

use super::{Asn1Error, Element, tag, writer};
use chancery_domain::time::{Civil, Timestamp};

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

/// A moment as GeneralizedTime in whole seconds, as OCSP writes every time (RFC 6960 section 4.2.2.1).
pub fn generalized_time_der(moment: Timestamp) -> Vec<u8> {
    let c = moment.civil_utc();
    let text = format!("{:04}{:02}{:02}{:02}{:02}{:02}Z", c.year, c.month, c.day, c.hour, c.minute, c.second);
    writer::element(tag::GENERALIZED_TIME, text.as_bytes())
}

/// Reads a time element in the form `[YY]YYMMDDHHMMSSZ`.
///
/// # Errors
/// [`Asn1Error::Value`] for any other form or a date that does not exist.
pub fn read_time(element: &Element<'_>) -> Result<Timestamp, Asn1Error> {
    let (year, rest) = match (element.tag, element.content) {
        (tag::UTC_TIME, [tens, ones, rest @ ..]) => {
            let short = i64::from(two_digits(*tens, *ones)?);
            // RFC 5280 section 4.1.2.5.1: 50 and above is 19YY.
            (if short >= 50 { 1900 + short } else { 2000 + short }, rest)
        }
        (tag::GENERALIZED_TIME, [a, b, c, d, rest @ ..]) => {
            (i64::from(two_digits(*a, *b)?) * 100 + i64::from(two_digits(*c, *d)?), rest)
        }
        (tag::UTC_TIME | tag::GENERALIZED_TIME, _) => return Err(Asn1Error::Value),
        (found, _) => return Err(Asn1Error::Unexpected { expected: tag::UTC_TIME, found }),
    };
    let [m1, m2, d1, d2, h1, h2, i1, i2, s1, s2, b'Z'] = rest else { return Err(Asn1Error::Value) };
    let civil = Civil {
        year,
        month: two_digits(*m1, *m2)?,
        day: two_digits(*d1, *d2)?,
        hour: two_digits(*h1, *h2)?,
        minute: two_digits(*i1, *i2)?,
        second: two_digits(*s1, *s2)?,
    };
    Timestamp::from_civil_utc(civil).ok_or(Asn1Error::Value)
}

fn two_digits(tens: u8, ones: u8) -> Result<u8, Asn1Error> {
    if tens.is_ascii_digit() && ones.is_ascii_digit() {
        Ok((tens - b'0') * 10 + (ones - b'0'))
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
