//! A listed signature algorithm, the same inside and outside of the signed part.

use super::RevocationListCheck;
use crate::lint::certificate::signature_algorithm::is_listed;
use crate::lint::names::hexadecimal;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<RevocationListCheck> =
    Rule::error("BR 7.1.3.2; RFC 5280 sections 5.1.1.2 and 5.1.2.2", |list, context, report| {
        if !is_listed(list.algorithm, context.trust) {
            report.found(format!("the signature algorithm {} is not listed", hexadecimal(list.algorithm)));
        }
        if list.outer_algorithm.is_some_and(|outer| outer != list.algorithm) {
            report.found("the signature algorithm beside the signature differs from the signed one");
        }
    });
