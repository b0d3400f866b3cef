//! Whether a list of names fits a product (A2, A5): kind, number, length, and names nobody may have.

use super::domain_type::DomainType;
use super::product::Product;
use crate::name::Name;
use crate::policy::{NamePolicy, Policy, Refusal, word_review};

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
    /// Checks the names of an application, before free extra names are added.
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
            check_kind(self.domains, name, &self.name)?;
            check_name(&policy.names, name)?;
            if names.iter().take(index).any(|earlier| earlier == name) {
                return Err(NamesError::Twice(name.clone()));
            }
            if self.level.is_dv() {
                word_review(policy, name)?;
            }
        }
        Ok(())
    }
}

fn check_kind(domains: DomainType, name: &Name, product: &str) -> Result<(), NamesError> {
    match (domains.is_wildcard(), name.is_wildcard()) {
        (false, true) => {
            Err(NamesError::WildcardNotTaken { name: name.clone(), product: product.to_owned() })
        }
        (true, false) => Err(NamesError::WildcardNeeded { name: name.clone(), product: product.to_owned() }),
        _ => Ok(()),
    }
}

fn check_name(limits: &NamePolicy, name: &Name) -> Result<(), NamesError> {
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
    if name.base().primary().is_none() {
        return Err(NamesError::NotRegistered(name.clone()));
    }
    Ok(())
}
