//! Reasons are those that subscribers and authorities may give: `unspecified` is left out, nothing is on hold.

use super::RevocationListCheck;
use super::identifiers::{INVALIDITY_DATE, REASON};
use crate::asn1::{Reader, tag};
use crate::lint::names::hexadecimal;
use crate::lint::read::Time;
use crate::lint::rule::Rule;

/// ENUMERATED.
const ENUMERATED: u8 = 0x0a;

pub(super) const RULE: Rule<RevocationListCheck> =
    Rule::error("BR 7.2.2, 4.9.13; RFC 5280 section 5.3.1", |list, _, report| {
        for entry in list.entries() {
            for extension in entry.extensions() {
                let serial = || hexadecimal(entry.serial);
                if extension.oid == REASON {
                    // keyCompromise, cACompromise, affiliationChanged, superseded, cessationOfOperation,
                    // privilegeWithdrawn, aACompromise.
                    let reason = Reader::only(extension.value, ENUMERATED).map(|reason| reason.content);
                    if !matches!(reason, Ok([1..=5 | 9 | 10])) {
                        report.found(format!("the reason of {} is not one that may be given", serial()));
                    }
                } else if extension.oid == INVALIDITY_DATE {
                    let date = Reader::only(extension.value, tag::GENERALIZED_TIME);
                    if !date.is_ok_and(|date| Time::read(&date).moment.is_some()) {
                        report.found(format!("the invalidity date of {} is malformed", serial()));
                    }
                }
            }
        }
    });
