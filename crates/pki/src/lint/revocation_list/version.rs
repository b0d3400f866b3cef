//! Lists are of version 2, which is written as 1.

use super::RevocationListCheck;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<RevocationListCheck> =
    Rule::error("BR 7.2.1; RFC 5280 section 5.1.2.1", |list, _, report| match list.version {
        Some([1]) => {}
        Some(number) => report.found(format!("the version number is {number:?}, not 1 (version 2)")),
        None => report.found("there is no version number, which means version 1"),
    });
