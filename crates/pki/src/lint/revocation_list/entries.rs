//! Entries have a serial number as certificates have, a time in its form that is not after the list's; a list without
//! entries leaves the field out.

use super::RevocationListCheck;
use crate::lint::certificate::time_encoding;
use crate::lint::names::hexadecimal;
use crate::lint::rule::Rule;

/// Octets of a serial number (RFC 5280 section 4.1.2.2).
const SERIAL_OCTETS_MAX: usize = 20;

pub(super) const RULE: Rule<RevocationListCheck> =
    Rule::error("RFC 5280 sections 5.1.2.6 and 5.3", |list, _, report| {
        if list.entries.is_some_and(<[u8]>::is_empty) {
            report.found("the list of entries is there and empty");
        }
        for entry in list.entries() {
            let positive = entry.serial.first().is_some_and(|first| first & 0x80 == 0);
            if !positive || entry.serial == [0] || entry.serial.len() > SERIAL_OCTETS_MAX {
                report.found(format!(
                    "the serial number {} of an entry is out of range",
                    hexadecimal(entry.serial)
                ));
            }
            time_encoding::check(&entry.revoked_at, "revocationDate", report);
            if let (Some(revoked), Some(made)) = (entry.revoked_at.moment, list.this_update.moment)
                && revoked > made
            {
                let serial = hexadecimal(entry.serial);
                report.found(format!("{serial} was revoked ({revoked}) after the list was made ({made})"));
            }
        }
    });
