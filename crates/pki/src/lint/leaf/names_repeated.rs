//! No name occurs twice, in whatever case.

use crate::lint::CertificateCheck;
use crate::lint::names::shown;
use crate::lint::read::Elements;
use crate::lint::rule::{Report, Rule};
use std::collections::HashSet;

/// Up to so many names are compared in pairs, which allocates nothing; more go through a set.
const PAIRS_MAX: usize = 16;

pub(super) const RULE: Rule<CertificateCheck> = Rule::error("BR 7.1.2.7.12", |certificate, _, report| {
    let names = certificate.extensions.alternative_names();
    if names.clone().nth(PAIRS_MAX).is_some() {
        return check_many(names, report);
    }
    for (index, name) in names.clone().enumerate() {
        let same = |other: crate::asn1::Element<'_>| {
            other.tag == name.tag && other.content.eq_ignore_ascii_case(name.content)
        };
        if names.clone().take(index).any(same) {
            report.found(format!("the name {:?} occurs twice", shown(name.content)));
        }
    }
});

fn check_many(names: Elements<'_>, report: &mut Report) {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert((name.tag, name.content.to_ascii_lowercase())) {
            report.found(format!("the name {:?} occurs twice", shown(name.content)));
        }
    }
}
