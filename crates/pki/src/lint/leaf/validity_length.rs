//! A certificate lasts no longer than the policy of the day allows, both ends counted (must never happen, number 6).

use crate::lint::CertificateCheck;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::public("BR 6.3.2 (SC-081)", |certificate, context, report| {
        let Some(period) = certificate.validity() else { return };
        let (days, most) = (period.days(), context.policy.validity_days_max(context.issued_at));
        if days > most {
            report.found(format!(
                "it lasts {} seconds, that is {days} days; {most} are allowed",
                period.seconds()
            ));
        }
    });
