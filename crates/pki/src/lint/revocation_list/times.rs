//! thisUpdate and nextUpdate in their form, in order, and no further apart than the rules allow.

use super::RevocationListCheck;
use super::identifiers::ISSUING_DISTRIBUTION_POINT;
use crate::lint::certificate::time_encoding;
use crate::lint::read::IssuingPoint;
use crate::lint::rule::Rule;
use chancery_domain::time::SECONDS_PER_DAY;

pub(super) const RULE: Rule<RevocationListCheck> =
    Rule::error("BR 7.2, 4.9.7; RFC 5280 sections 5.1.2.4 and 5.1.2.5", |list, context, report| {
        time_encoding::check(&list.this_update, "thisUpdate", report);
        let Some(next_update) = &list.next_update else {
            report.found("there is no nextUpdate");
            return;
        };
        time_encoding::check(next_update, "nextUpdate", report);
        let (Some(begin), Some(end)) = (list.this_update.moment, next_update.moment) else { return };
        if end <= begin {
            report.found(format!("nextUpdate ({end}) is not after thisUpdate ({begin})"));
        }
        let point =
            list.extension(ISSUING_DISTRIBUTION_POINT).map(|extension| IssuingPoint::read(extension.value));
        let of_authorities = matches!(point, Some(Ok(IssuingPoint { only_authorities: true, .. })));
        let lint = &context.policy.lint;
        let most = if of_authorities {
            lint.authority_list_next_update_days_max.saturating_mul(SECONDS_PER_DAY)
        } else {
            lint.list_next_update_seconds_max
        };
        // Both ends count, as in a certificate's validity (BR 1.6.1, "Validity Period").
        let span = end.seconds_since(begin).saturating_add(1);
        if span > most {
            report.found(format!("the list is good for {span} seconds; {most} are allowed"));
        }
        let ahead = begin.seconds_since(context.issued_at);
        if ahead > lint.not_before_skew_seconds_max {
            report.found(format!("thisUpdate ({begin}) lies in the future"));
        }
    });
