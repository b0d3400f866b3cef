//! The list has a number of at most twenty octets, not negative.

use super::RevocationListCheck;
use super::identifiers::NUMBER;
use crate::asn1::{Reader, tag};
use crate::lint::rule::Rule;

/// RFC 5280 section 5.2.3.
const OCTETS_MAX: usize = 20;

pub(super) const RULE: Rule<RevocationListCheck> =
    Rule::error("BR 7.2.2; RFC 5280 section 5.2.3", |list, _, report| {
        let Some(extension) = list.extension(NUMBER) else {
            report.found("there is no cRLNumber");
            return;
        };
        let number = Reader::only(extension.value, tag::INTEGER);
        let fits = number.is_ok_and(|number| match number.content {
            [] => false,
            [first, ..] => first & 0x80 == 0 && number.content.len() <= OCTETS_MAX,
        });
        if !fits {
            report.found("cRLNumber is negative, longer than 20 octets or malformed");
        }
    });
