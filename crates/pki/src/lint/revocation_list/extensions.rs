//! A list has extensions, none twice, none critical that readers may not know.

use super::RevocationListCheck;
use super::identifiers::{INVALIDITY_DATE, ISSUING_DISTRIBUTION_POINT, REASON};
use crate::lint::names::dotted;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<RevocationListCheck> =
    Rule::error("BR 7.2.2; RFC 5280 sections 5.2 and 5.3", |list, _, report| {
        for (index, extension) in list.extensions().enumerate() {
            if list.extensions().take(index).any(|earlier| earlier.oid == extension.oid) {
                report.found(format!("the extension {} occurs twice", dotted(extension.oid)));
            }
            if extension.critical && extension.oid != ISSUING_DISTRIBUTION_POINT {
                report.found(format!("the extension {} is critical", dotted(extension.oid)));
            }
        }
        for entry in list.entries() {
            for extension in entry.extensions() {
                if extension.critical || ![REASON, INVALIDITY_DATE].contains(&extension.oid) {
                    report.found(format!(
                        "an entry's extension {} is critical or not known",
                        dotted(extension.oid)
                    ));
                }
            }
        }
    });
