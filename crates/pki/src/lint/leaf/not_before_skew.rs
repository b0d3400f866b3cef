//! notBefore lies within 48 hours of the signature.

use crate::lint::CertificateCheck;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> = Rule::error("BR 7.1.2.7", |certificate, context, report| {
    let Some(begin) = certificate.not_before.moment else { return };
    let skew = context.issued_at.seconds_since(begin);
    if skew.unsigned_abs() > context.policy.lint.not_before_skew_seconds_max.unsigned_abs() {
        report.found(format!("notBefore is {begin}, {skew} seconds before the signature"));
    }
});
