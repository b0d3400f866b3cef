//! Certificates are named by hashes of a known kind and length and by a serial number that a certificate may have.

use super::OcspCheck;
use crate::lint::names::{dotted, hexadecimal};
use crate::lint::rule::Rule;

/// SHA-1, 1.3.14.3.2.26.
const SHA1: &[u8] = &[0x2b, 0x0e, 3, 2, 0x1a];
/// SHA-256, SHA-384 and SHA-512 are 1, 2 and 3 below this.
const SHA2: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2];

pub(super) const RULE: Rule<OcspCheck> =
    Rule::error("RFC 6960 section 4.1.1; RFC 5019 section 2.1.1", |response, _, report| {
        let Some(body) = &response.body else { return };
        for answer in body.answers() {
            let octets = match answer.hash {
                hash if hash == SHA1 => 20,
                [head @ .., 1] if head == SHA2 => 32,
                [head @ .., 2] if head == SHA2 => 48,
                [head @ .., 3] if head == SHA2 => 64,
                other => {
                    report.found(format!("the hash algorithm {} is not known", dotted(other)));
                    continue;
                }
            };
            if answer.name_hash.len() != octets || answer.key_hash.len() != octets {
                report.found(format!("a hash of {octets} octets has another length"));
            }
            let serial = answer.serial;
            if serial.len() > 20 || serial == [0] || serial.first().is_none_or(|first| first & 0x80 != 0) {
                report.found(format!("the serial number {} is out of range", hexadecimal(serial)));
            }
        }
    });
