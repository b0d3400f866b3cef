//! Whether a list of names fits a product (A2, A4, A5): kind, number, length, and names nobody may have.

use super::product::Product;
use crate::name::{DnsName, Name};
use crate::policy::{NamePolicy, Policy, Refusal, word_review};
use crate::special_address::{is_no_hosts, reserved};

/// Why a list of names does not fit a product.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NamesError {
    /// No name was given.
    #[error("no domain name was given; {product} needs at least one")]
    None {
        /// The product's name.
        product: String,
    },
    /// More names than the product takes.
    #[error(
        "{count} names were given; {product} takes at most {max}; leave some out or choose another product"
    )]
    TooMany {
        /// The product's name.
        product: String,
        /// Names given.
        count: usize,
        /// Names allowed.
        max: usize,
    },
    /// A wildcard where the product takes plain names.
    #[error("{name} is a wildcard; {product} takes plain names only; choose a wildcard product")]
    WildcardNotTaken {
        /// The name.
        name: Name,
        /// The product's name.
        product: String,
    },
    /// A plain name where the product takes wildcards.
    #[error("{name} is not a wildcard; {product} takes names such as *.{name} only")]
    WildcardNeeded {
        /// The name.
        name: Name,
        /// The product's name.
        product: String,
    },
    /// An address where the product takes names only (A4).
    #[error(
        "{name} is an IP address; {product} takes domain names only; choose a product that is marked for IP addresses"
    )]
    AddressNotTaken {
        /// The address.
        name: Name,
        /// The product's name.
        product: String,
    },
    /// An address that is set aside, in a public product (BR 4.2.2; must never happen, number 12).
    #[error(
        "{name} is set aside for a special purpose ({purpose}, {source_document}) and never stands in a public \
         certificate; give a public address, or choose a product of the private brand"
    )]
    AddressReserved {
        /// The address.
        name: Name,
        /// What its block is for.
        purpose: &'static str,
        /// The document that sets it aside.
        source_document: &'static str,
    },
    /// An address that no host has, in a private product (A4).
    #[error("{0} is no host's address; give the address under which the server is reached")]
    NoHost(Name),
    /// A name of one house, in a public product (BR 4.2.2; must never happen, number 12).
    #[error(
        "{0} does not end in a public suffix that is in use; give a registered domain, or choose a product of the \
         private brand"
    )]
    Internal(Name),
    /// The same name twice.
    #[error("{0} is listed twice; list every name once")]
    Twice(Name),
    /// Longer than the catalogue's limit.
    #[error("{name} is {length} characters long; at most {max} are allowed")]
    TooLong {
        /// The name.
        name: Name,
        /// Its length.
        length: usize,
        /// The limit.
        max: usize,
    },
    /// More labels than the catalogue's limit.
    #[error("{name} has {levels} levels; at most {max} are allowed")]
    TooManyLevels {
        /// The name.
        name: Name,
        /// Its levels.
        levels: usize,
        /// The limit.
        max: usize,
    },
    /// Under a suffix for which nothing is issued.
    #[error("{name}: no certificate is issued below .{suffix}; choose a name under another suffix")]
    BlockedSuffix {
        /// The name.
        name: Name,
        /// The suffix.
        suffix: String,
    },
    /// A name that nobody registered: a public suffix, or a single label.
    #[error("{0} is not a registered domain; give a domain such as example.com or a name below it")]
    NotRegistered(Name),
    /// The word review refuses it (E8); DV only.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl Product {
    /// Checks the names of an application, before free extra names are added. Each address counts as a name (A4).
    ///
    /// # Errors
    /// The first rule broken, see [`NamesError`].
    pub fn check_names(&self, policy: &Policy, names: &[Name]) -> Result<(), NamesError> {
        let product = || self.name.clone();
        if names.is_empty() {
            return Err(NamesError::None { product: product() });
        }
        if names.len() > self.names_max {
            return Err(NamesError::TooMany { product: product(), count: names.len(), max: self.names_max });
        }
        for (index, name) in names.iter().enumerate() {
            self.check_kind(name)?;
            check_size(&policy.names, name)?;
            if !self.private {
                check_public(name)?;
            } else if matches!(name, Name::Address(address) if is_no_hosts(*address)) {
                return Err(NamesError::NoHost(name.clone()));
            }
            if names.iter().take(index).any(|earlier| earlier == name) {
                return Err(NamesError::Twice(name.clone()));
            }
            // The review is of names that strangers may be misled by (E8).
            if self.level.is_dv() && !self.private {
                word_review(policy, name)?;
            }
        }
        Ok(())
    }

    /// Wildcard, plain name or address, as the product takes them (A2, A4).
    fn check_kind(&self, name: &Name) -> Result<(), NamesError> {
        let refused = || (name.clone(), self.name.clone());
        match (name, self.domains.is_wildcard()) {
            (Name::Address(_), _) if !self.ip => {
                let (name, product) = refused();
                Err(NamesError::AddressNotTaken { name, product })
            }
            (Name::Wildcard(_), false) => {
                let (name, product) = refused();
                Err(NamesError::WildcardNotTaken { name, product })
            }
            (Name::Plain(_), true) => {
                let (name, product) = refused();
                Err(NamesError::WildcardNeeded { name, product })
            }
            (Name::Address(_) | Name::Plain(_) | Name::Wildcard(_), _) => Ok(()),
        }
    }
}

fn check_size(limits: &NamePolicy, name: &Name) -> Result<(), NamesError> {
    if name.length() > limits.length_max {
        return Err(NamesError::TooLong {
            name: name.clone(),
            length: name.length(),
            max: limits.length_max,
        });
    }
    if name.levels() > limits.levels_max {
        return Err(NamesError::TooManyLevels {
            name: name.clone(),
            levels: name.levels(),
            max: limits.levels_max,
        });
    }
    if let Some(suffix) = limits.blocked_suffix(name) {
        return Err(NamesError::BlockedSuffix { name: name.clone(), suffix: suffix.to_owned() });
    }
    Ok(())
}

/// A name that somebody registered, or an address of the public Internet (BR 4.2.2; must never happen, number 12).
fn check_public(name: &Name) -> Result<(), NamesError> {
    match name {
        Name::Address(address) => match reserved(*address) {
            Some(block) => Err(NamesError::AddressReserved {
                name: name.clone(),
                purpose: block.purpose,
                source_document: block.source,
            }),
            None => Ok(()),
        },
        Name::Plain(base) | Name::Wildcard(base) => check_registered(name, base),
    }
}

fn check_registered(name: &Name, base: &DnsName) -> Result<(), NamesError> {
    if base.primary().is_none() {
        return Err(NamesError::NotRegistered(name.clone()));
    }
    if !base.has_known_suffix() {
        return Err(NamesError::Internal(name.clone()));
    }
    Ok(())
}
