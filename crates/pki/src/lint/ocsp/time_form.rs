//! Times are GeneralizedTime to the second in Greenwich time.

use super::OcspCheck;
use crate::asn1::tag;
use crate::lint::names::shown;
use crate::lint::read::{Status, Time};
use crate::lint::rule::{Report, Rule};

pub(super) const RULE: Rule<OcspCheck> =
    Rule::error("RFC 6960 section 4.2.2.1; RFC 5280 section 4.1.2.5.2", |response, _, report| {
        let Some(body) = &response.body else { return };
        check(&body.produced_at, "producedAt", report);
        for answer in body.answers() {
            check(&answer.this_update, "thisUpdate", report);
            if let Some(next_update) = &answer.next_update {
                check(next_update, "nextUpdate", report);
            }
            if let Status::Revoked { at, .. } = &answer.status {
                check(at, "revocationTime", report);
            }
        }
    });

fn check(time: &Time<'_>, which: &str, report: &mut Report) {
    if time.tag != tag::GENERALIZED_TIME || time.moment.is_none() {
        report.found(format!(
            "{which} is {:?}, which is not a GeneralizedTime in RFC 5280's form",
            shown(time.text)
        ));
    }
}
