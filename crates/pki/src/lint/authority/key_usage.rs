//! keyUsage is there, critical, and has keyCertSign and cRLSign; digitalSignature may stand beside them.

use crate::lint::CertificateCheck;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

/// keyCertSign (5) and cRLSign (6), bit 0 being the highest of 16.
const NEEDED: u16 = 0x0400 | 0x0200;
/// digitalSignature (0).
const DIGITAL_SIGNATURE: u16 = 0x8000;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.10.7; RFC 5280 section 4.2.1.3", |certificate, _, report| {
        let extensions = &certificate.extensions;
        let usage = extensions.key_usage.unwrap_or(0);
        if usage & NEEDED != NEEDED {
            report.found(format!("keyUsage {usage:#06x} lacks keyCertSign or cRLSign"));
        }
        if usage & !(NEEDED | DIGITAL_SIGNATURE) != 0 {
            report.found(format!("keyUsage {usage:#06x} has bits that an authority has no use for"));
        }
        if !extensions.is_critical(Known::KeyUsage) {
            report.found("keyUsage is not critical");
        }
    });
