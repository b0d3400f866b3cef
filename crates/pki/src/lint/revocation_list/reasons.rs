//! Reasons are those that subscribers and authorities may give: `unspecified` is left out, nothing is on hold.

use super::RevocationListCheck;
use super::identifiers::{INVALIDITY_DATE, ISSUING_DISTRIBUTION_POINT, REASON};
use crate::asn1::{Reader, tag};
use crate::lint::names::hexadecimal;
use crate::lint::read::{IssuingPoint, Time};
use crate::lint::rule::Rule;

/// ENUMERATED.
const ENUMERATED: u8 = 0x0a;

pub(super) const RULE: Rule<RevocationListCheck> =
    Rule::error("BR 7.2.2, 4.9.13; RFC 5280 section 5.3.1", |list, _, report| {
        let point =
            list.extension(ISSUING_DISTRIBUTION_POINT).map(|extension| IssuingPoint::read(extension.value));
        let of_authorities = matches!(point, Some(Ok(IssuingPoint { only_authorities: true, .. })));
        for entry in list.entries() {
            for extension in entry.extensions() {
                let serial = || hexadecimal(entry.serial);
                if extension.oid == REASON {
                    // keyCompromise, affiliationChanged, superseded, cessationOfOperation, privilegeWithdrawn; of an
                    // authority also cACompromise.
                    let reason = Reader::only(extension.value, ENUMERATED).map(|reason| reason.content);
                    let of_authority = of_authorities && matches!(reason, Ok([2]));
                    if !of_authority && !matches!(reason, Ok([1 | 3..=5 | 9])) {
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
