//! keyUsage is critical and fits the key: digitalSignature, and keyEncipherment for RSA only.

use crate::lint::CertificateCheck;
use crate::lint::read::{KeyKind, Known};
use crate::lint::rule::Rule;

/// Bits of keyUsage (RFC 5280 section 4.2.1.3), bit 0 being the highest of 16.
const DIGITAL_SIGNATURE: u16 = 0x8000;
const KEY_ENCIPHERMENT: u16 = 0x2000;
const DATA_ENCIPHERMENT: u16 = 0x1000;
const KEY_AGREEMENT: u16 = 0x0800;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.7.11; RFC 5280 section 4.2.1.3", |certificate, _, report| {
        let Some(usage) = certificate.extensions.key_usage else { return };
        if !certificate.extensions.is_critical(Known::KeyUsage) {
            report.found("keyUsage is not critical");
        }
        let (allowed, needed) = match certificate.key.kind {
            KeyKind::Rsa { .. } => (
                DIGITAL_SIGNATURE | KEY_ENCIPHERMENT | DATA_ENCIPHERMENT,
                DIGITAL_SIGNATURE | KEY_ENCIPHERMENT,
            ),
            _ => (DIGITAL_SIGNATURE | KEY_AGREEMENT, DIGITAL_SIGNATURE),
        };
        if usage & !allowed != 0 {
            report.found(format!("keyUsage {usage:#06x} has bits that do not fit the kind of key"));
        }
        if usage & needed == 0 {
            report.found(format!("keyUsage {usage:#06x} lacks digitalSignature"));
        }
    });
