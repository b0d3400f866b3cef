//! No serial number is listed twice.

use super::RevocationListCheck;
use crate::lint::names::hexadecimal;
use crate::lint::rule::Rule;
use std::collections::HashSet;

pub(super) const RULE: Rule<RevocationListCheck> =
    Rule::error("RFC 5280 section 5.1.2.6", |list, _, report| {
        let mut seen = HashSet::new();
        for entry in list.entries() {
            if !seen.insert(entry.serial) {
                report.found(format!("the serial number {} is listed twice", hexadecimal(entry.serial)));
            }
        }
    });
