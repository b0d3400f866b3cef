//! No certificate outlives its issuer (must never happen, number 17).

use crate::lint::CertificateCheck;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 6.3.2; RFC 5280 section 6.1.3", |certificate, context, report| {
        if let (Some(issuer), Some(end)) = (context.issuer, certificate.not_after.moment)
            && end > issuer.not_after
        {
            report.found(format!("it ends at {end}, after its issuer, which ends at {}", issuer.not_after));
        }
    });
