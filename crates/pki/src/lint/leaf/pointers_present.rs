//! authorityInfoAccess is there, and unless the certificate is short-lived, a way to learn of its revocation.

use crate::asn1::oid;
use crate::lint::CertificateCheck;
use crate::lint::read::Known;
use crate::lint::rule::Rule;
use chancery_domain::time::SECONDS_PER_DAY;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::public("BR 7.1.2.7.6, 7.1.2.7.7, 7.1.2.11.2", |certificate, context, report| {
        let extensions = &certificate.extensions;
        if !extensions.has(Known::AuthorityInfoAccess) {
            report.found("there is no authorityInfoAccess");
        }
        let short = context.policy.issuance.short_lived_days_max.saturating_mul(SECONDS_PER_DAY);
        if certificate.validity().is_some_and(|period| period.seconds() <= short) {
            return;
        }
        let names_responder =
            || extensions.access().any(|access| access.method == oid::ACCESS_OCSP.as_bytes());
        if !extensions.has(Known::CrlDistributionPoints) && !names_responder() {
            report.found("it lasts longer than a short-lived one and names neither a list nor a responder");
        }
    });
