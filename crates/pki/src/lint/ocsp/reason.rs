//! Reasons are those that may be given: `unspecified` is left out, nothing is on hold.

use super::OcspCheck;
use crate::lint::names::hexadecimal;
use crate::lint::read::Status;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<OcspCheck> =
    Rule::error("BR 4.9.13, 7.3.2; RFC 6960 section 4.2.1", |response, _, report| {
        let Some(body) = &response.body else { return };
        for answer in body.answers() {
            if let Status::Revoked { reason: Some(reason), .. } = answer.status
                && !matches!(reason, [1..=5 | 9 | 10])
            {
                report.found(format!(
                    "the reason of {} is not one that may be given",
                    hexadecimal(answer.serial)
                ));
            }
        }
    });
