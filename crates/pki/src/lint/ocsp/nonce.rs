//! A nonce, if there is one, occurs once and has 1 to 128 octets; no extension is critical.

use super::OcspCheck;
use crate::asn1::{Reader, tag};
use crate::lint::names::dotted;
use crate::lint::rule::Rule;

/// id-pkix-ocsp-nonce, 1.3.6.1.5.5.7.48.1.2.
const NONCE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 2];

pub(super) const RULE: Rule<OcspCheck> =
    Rule::error("RFC 9654 section 2.1; RFC 6960 section 4.4", |response, context, report| {
        let Some(body) = &response.body else { return };
        let most = context.policy.lint.ocsp_nonce_bytes_max;
        for (index, extension) in body.extensions().enumerate() {
            if extension.critical {
                report.found(format!("the extension {} is critical", dotted(extension.oid)));
            }
            if body.extensions().take(index).any(|earlier| earlier.oid == extension.oid) {
                report.found(format!("the extension {} occurs twice", dotted(extension.oid)));
            }
            if extension.oid == NONCE {
                let length =
                    Reader::only(extension.value, tag::OCTET_STRING).map(|nonce| nonce.content.len());
                if !length.is_ok_and(|length| (1..=most).contains(&length)) {
                    report.found(format!("the nonce is no octet string of 1 to {most} octets"));
                }
            }
        }
    });
