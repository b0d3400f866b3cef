//! An answer is good for at least eight hours and at most ten days, begins no later than it was made, and a
//! revocation lies before it.

use super::OcspCheck;
use crate::lint::read::Status;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<OcspCheck> =
    Rule::error("BR 4.9.10; RFC 6960 sections 2.4 and 4.2.2.1", |response, context, report| {
        let Some(body) = &response.body else { return };
        let (least, most) =
            (context.policy.lint.ocsp_validity_seconds_min, context.policy.lint.ocsp_validity_seconds_max);
        for answer in body.answers() {
            let (Some(begin), Some(made)) = (answer.this_update.moment, body.produced_at.moment) else {
                continue;
            };
            if begin > made {
                report.found(format!("thisUpdate ({begin}) is after producedAt ({made})"));
            }
            match answer.next_update {
                None => report.found("there is no nextUpdate"),
                Some(next_update) => {
                    let Some(end) = next_update.moment else { continue };
                    // Both ends count (BR 4.9.10, "validity interval").
                    let span = end.seconds_since(begin).saturating_add(1);
                    if !(least..=most).contains(&span) {
                        report.found(format!(
                            "an answer is good for {span} seconds; {least} to {most} are allowed"
                        ));
                    }
                }
            }
            if let Status::Revoked { at, .. } = answer.status
                && at.moment.is_some_and(|at| at > made)
            {
                report.found("a revocation lies after the answer was made");
            }
        }
    });
