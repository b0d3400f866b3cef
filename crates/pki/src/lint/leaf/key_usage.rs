//! keyUsage is critical and fits the key: digitalSignature, and keyEncipherment for RSA only; of the two certificates
//! of an SM2 pair one is for signatures and one for encryption, never for both.

use crate::lint::CertificateCheck;
use crate::lint::certificate::signature_algorithm::is_sm2;
use crate::lint::read::{KeyKind, Known};
use crate::lint::rule::Rule;

/// Bits of keyUsage (RFC 5280 section 4.2.1.3), bit 0 being the highest of 16.
const DIGITAL_SIGNATURE: u16 = 0x8000;
const CONTENT_COMMITMENT: u16 = 0x4000;
const KEY_ENCIPHERMENT: u16 = 0x2000;
const DATA_ENCIPHERMENT: u16 = 0x1000;
const KEY_AGREEMENT: u16 = 0x0800;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.7.11; RFC 5280 section 4.2.1.3", |certificate, _, report| {
        let Some(usage) = certificate.extensions.key_usage else { return };
        if !certificate.extensions.is_critical(Known::KeyUsage) {
            report.found("keyUsage is not critical");
        }
        if is_sm2(certificate.algorithm) {
            let signs =
                usage & DIGITAL_SIGNATURE != 0 && usage & !(DIGITAL_SIGNATURE | CONTENT_COMMITMENT) == 0;
            let encrypts = usage & KEY_ENCIPHERMENT != 0
                && usage & !(KEY_ENCIPHERMENT | DATA_ENCIPHERMENT | KEY_AGREEMENT) == 0;
            if !signs && !encrypts {
                report.found(format!(
                    "keyUsage {usage:#06x} is neither for signatures alone nor for encryption alone"
                ));
            }
            return;
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
