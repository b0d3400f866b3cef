//! No wildcard right below a suffix under which a registry gives out names.

use crate::lint::CertificateCheck;
use crate::lint::names::is_registry_controlled;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> = Rule::public("BR 3.2.2.6", |certificate, _, report| {
    for name in certificate.extensions.dns_names() {
        if let Some(base) = name.strip_prefix("*.")
            && is_registry_controlled(base)
        {
            report.found(format!("the wildcard {name:?} covers all that a registry gives out"));
        }
    }
});
