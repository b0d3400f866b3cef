//! Where a name belongs by the public suffix list: its suffix, and its primary (registrable) domain.

use super::dns_name::DnsName;
use psl::{Psl, Type};

impl DnsName {
    /// The public suffix that the name ends in, such as `co.uk`; the last label where the list has no rule.
    /// Rules of both sections of the list count, so `example.github.io` has the suffix `github.io`.
    pub fn public_suffix(&self) -> &str {
        psl::suffix_str(self.as_str()).unwrap_or(self.as_str())
    }

    /// Whether the name ends in a suffix that the list knows; not so for names of one house such as `printer.local`.
    pub fn has_known_suffix(&self) -> bool {
        psl::List.suffix(self.as_str().as_bytes()).is_some_and(|suffix| suffix.is_known())
    }

    /// Whether the whole name is a suffix under which a registry or, in the list's private section, some
    /// company gives out names.
    pub fn is_public_suffix(&self) -> bool {
        self.public_suffix() == self.as_str()
    }

    /// The primary domain (eTLD+1): the name that was registered. Nothing for a registry's own suffix such as
    /// `com` or a name of one label. A suffix of the list's private section was itself registered by a company
    /// and is its own primary domain.
    pub fn primary(&self) -> Option<DnsName> {
        if let Some(domain) = psl::domain_str(self.as_str()) {
            return Some(DnsName::from_canonical(domain));
        }
        let suffix = psl::List.suffix(self.as_str().as_bytes())?;
        (suffix.typ() == Some(Type::Private)).then(|| self.clone())
    }

    /// The part of the name that belongs to a registry: as [`DnsName::public_suffix`], but suffixes of the list's
    /// private section do not count, so `me.wordpress.com` has `com`.
    pub fn registry_suffix(&self) -> &str {
        let mut rest = self.as_str();
        while let Some(suffix) = psl::List.suffix(rest.as_bytes()) {
            rest = rest.get(rest.len() - suffix.as_bytes().len()..).unwrap_or(rest);
            match rest.split_once('.') {
                Some((_, parent)) if suffix.typ() == Some(Type::Private) => rest = parent,
                _ => break,
            }
        }
        rest
    }

    /// Whether other parties register names right below this one, so that `*.` before it may never be sealed
    /// (BR 3.2.2.6): the list's ICANN section, and every last label. The owner of a private suffix may have it.
    pub fn is_registry_controlled(&self) -> bool {
        self.primary().is_none()
    }
}
