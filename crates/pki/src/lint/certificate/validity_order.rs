//! A certificate ends after it begins.

use crate::lint::CertificateCheck;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("RFC 5280 section 4.1.2.5", |certificate, _, report| {
        if let Some(period) = certificate.validity()
            && period.not_after < period.not_before
        {
            report.found(format!("it ends ({}) before it begins ({})", period.not_after, period.not_before));
        }
    });
