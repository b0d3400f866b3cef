//! A serial number is positive, below 2^159 and long enough for 64 random bits (must never happen, number 7).

use crate::lint::CertificateCheck;
use crate::lint::names::hexadecimal;
use crate::lint::rule::Rule;

/// Octets of a number below 2^159 at most, the sign bit being zero.
const OCTETS_MAX: usize = 20;
/// Octets that 64 bits need.
const OCTETS_MIN: usize = 8;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.7; RFC 5280 section 4.1.2.2", |certificate, _, report| {
        let serial = certificate.serial;
        if serial.first().is_none_or(|first| first & 0x80 != 0) || serial.iter().all(|byte| *byte == 0) {
            report.found(format!("the serial number {} is not positive", hexadecimal(serial)));
        } else if serial.len() > OCTETS_MAX {
            report.found(format!("the serial number {} is not below 2^159", hexadecimal(serial)));
        } else if serial.len() < OCTETS_MIN {
            report.found(format!("the serial number {} has no room for 64 random bits", hexadecimal(serial)));
        }
    });
