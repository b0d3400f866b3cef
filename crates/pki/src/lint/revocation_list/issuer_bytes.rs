//! The issuer's name is well formed and byte for byte the subject of the issuer's certificate.

use super::RevocationListCheck;
use crate::lint::certificate::attribute_encoding;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<RevocationListCheck> =
    Rule::error("BR 7.2; RFC 5280 section 5.1.2.3", |list, context, report| {
        attribute_encoding::check(&list.issuer, report);
        if list.issuer.is_empty() {
            report.found("the issuer's name is empty");
        } else if context.issuer.is_some_and(|issuer| issuer.subject_der != list.issuer.whole) {
            report.found("the issuer's name is not byte for byte the subject of the issuer's certificate");
        }
    });
