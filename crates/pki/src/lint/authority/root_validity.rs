//! A root lasts between eight and twenty-five years.

use super::is_root;
use crate::lint::CertificateCheck;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::public("BR 7.1.2.1.1", |certificate, context, report| {
        let Some(period) = certificate.validity().filter(|_| is_root(certificate)) else { return };
        let (least, most) =
            (context.policy.lint.root_validity_days_min, context.policy.lint.root_validity_days_max);
        if !(least..=most).contains(&period.days()) {
            report.found(format!("the root lasts {} days; {least} to {most} are allowed", period.days()));
        }
    });
