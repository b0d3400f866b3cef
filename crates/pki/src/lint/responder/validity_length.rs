//! A responder's certificate lasts no longer than the policy allows.

use crate::lint::CertificateCheck;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> = Rule::error("BR 7.1.2.8", |certificate, context, report| {
    let Some(period) = certificate.validity() else { return };
    let most = context.policy.lint.responder_validity_days_max;
    if period.days() > most {
        report.found(format!("it lasts {} days; {most} are allowed", period.days()));
    }
});
