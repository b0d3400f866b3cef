//! A responder's certificate is for signing OCSP answers only.

use crate::lint::CertificateCheck;
use crate::lint::rule::Rule;

/// id-kp-OCSPSigning, 1.3.6.1.5.5.7.3.9.
const OCSP_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 9];

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.8.6; RFC 6960 section 4.2.2.2", |certificate, _, report| {
        let mut usages = certificate.extensions.usages();
        if usages.next() != Some(OCSP_SIGNING) || usages.next().is_some() {
            report.found("extKeyUsage is not OCSPSigning alone");
        }
    });
