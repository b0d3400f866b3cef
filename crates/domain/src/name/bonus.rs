//! The names that a brand adds for free to those asked for (A3); they are sealed and validated like the others.

use super::dns_name::DnsName;
use super::kind::Name;
use serde::{Deserialize, Serialize};

/// Which free names a brand gives; the catalogue holds one set per brand.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct BonusRules {
    /// A plain primary domain also gets its `www.` name: `example.com` gives `www.example.com`.
    pub www_for_primary: bool,
    /// A plain name or wildcard of the third level or deeper also gets its parent: `a.example.com` gives
    /// `example.com`.
    pub parent_of_third_level: bool,
    /// A plain name that begins with `www.` also gets the name without it: `www.example.com` gives `example.com`.
    pub apex_of_www: bool,
    /// A wildcard also gets the name below its star: `*.example.com` gives `example.com`.
    pub apex_of_wildcard: bool,
}

/// The names that `rules` add to `bound`, in the order of the names they come from. A name that is bound
/// already, covered by a bound wildcard, or added before is left out; so is a public suffix. Added names add
/// nothing themselves.
pub fn bonus_names(rules: BonusRules, bound: &[Name]) -> Vec<DnsName> {
    let mut added: Vec<DnsName> = Vec::new();
    for extra in bound.iter().flat_map(|name| extras_of(rules, name)) {
        if !added.contains(&extra) && !bound.iter().any(|name| name.covers(&extra)) {
            added.push(extra);
        }
    }
    added
}

fn extras_of(rules: BonusRules, name: &Name) -> Vec<DnsName> {
    match name {
        Name::Wildcard(base) if rules.apex_of_wildcard => vec![base.clone()],
        Name::Wildcard(_) | Name::Address(_) => Vec::new(),
        Name::Plain(name) => {
            let primary = name.primary();
            if primary.as_ref() == Some(name) {
                // A `www.` name that would be too long for DNS is simply not given.
                let www = rules.www_for_primary.then(|| name.child("www").ok());
                return www.flatten().into_iter().collect();
            }
            let parent = name
                .parent()
                .filter(|parent| primary.as_ref().is_some_and(|primary| parent.is_at_or_below(primary)));
            let given = rules.parent_of_third_level
                || rules.apex_of_www && name.labels().next().is_some_and(|label| label == "www");
            parent.filter(|_| given).into_iter().collect()
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ALL: BonusRules = BonusRules {
        www_for_primary: true,
        parent_of_third_level: true,
        apex_of_www: true,
        apex_of_wildcard: true,
    };
    const NONE: BonusRules = BonusRules {
        www_for_primary: false,
        parent_of_third_level: false,
        apex_of_www: false,
        apex_of_wildcard: false,
    };
    const NO_WWW: BonusRules = BonusRules { www_for_primary: false, ..ALL };

    const ONLY_NOTES: BonusRules = BonusRules { apex_of_www: true, apex_of_wildcard: true, ..NONE };

    // A3: the table of seed 000.
    #[test]
    fn free_names_follow_the_brands_rules() {
        let table: &[(BonusRules, &[&str], &[&str])] = &[
            (ALL, &["tencent.com"], &["www.tencent.com"]),
            (ALL, &["www.tencent.com"], &["tencent.com"]),
            (ALL, &["*.tencent.com"], &["tencent.com"]),
            (ALL, &["*.cloud.tencent.com"], &["cloud.tencent.com"]),
            (ALL, &["a.b.tencent.com"], &["b.tencent.com"]),
            (ALL, &["example.co.uk"], &["www.example.co.uk"]),
            (ALL, &["a.example.co.uk"], &["example.co.uk"]),
            // Already bound, covered, or added before: once only.
            (ALL, &["tencent.com", "www.tencent.com"], &[]),
            (ALL, &["*.tencent.com", "tencent.com"], &[]),
            (ALL, &["a.tencent.com", "b.tencent.com"], &["tencent.com"]),
            (ALL, &["a.tencent.com", "tencent.com"], &["www.tencent.com"]),
            // No public suffix, neither a registry's nor a company's.
            (ALL, &["com"], &[]),
            (ALL, &["me.github.io"], &["www.me.github.io"]),
            (NO_WWW, &["me.github.io", "tencent.com"], &[]),
            (NO_WWW, &["*.tencent.com", "a.tencent.org"], &["tencent.com", "tencent.org"]),
            (ONLY_NOTES, &["www.tencent.com", "a.tencent.org", "tencent.cn"], &["tencent.com"]),
            (ONLY_NOTES, &["*.a.tencent.com"], &["a.tencent.com"]),
            (NONE, &["tencent.com", "*.tencent.com", "www.tencent.org"], &[]),
        ];
        for (rules, bound, expected) in table {
            let names: Vec<Name> = bound.iter().map(|text| Name::parse(text).unwrap()).collect();
            let added = bonus_names(*rules, &names);
            let added: Vec<&str> = added.iter().map(DnsName::as_str).collect();
            assert_eq!(&added, expected, "{bound:?}");
        }
    }
}
