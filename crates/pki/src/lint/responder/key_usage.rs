//! A responder's key signs answers and nothing else.

use crate::lint::CertificateCheck;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

/// digitalSignature (0), bit 0 being the highest of 16.
const DIGITAL_SIGNATURE: u16 = 0x8000;

pub(super) const RULE: Rule<CertificateCheck> = Rule::error("BR 7.1.2.8.7", |certificate, _, report| {
    let usage = certificate.extensions.key_usage.unwrap_or(0);
    if usage != DIGITAL_SIGNATURE {
        report.found(format!("keyUsage {usage:#06x} is not digitalSignature alone"));
    }
    if !certificate.extensions.is_critical(Known::KeyUsage) {
        report.found("keyUsage is not critical");
    }
});
