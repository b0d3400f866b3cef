//! What kind of names a product takes, and how many.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Kind and number of names (A2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum DomainType {
    /// One plain name.
    Single,
    /// Several plain names.
    Multi,
    /// One wildcard.
    Wildcard,
    /// Several wildcards.
    MultiWildcard,
}

impl DomainType {
    /// Every kind.
    pub const ALL: [DomainType; 4] =
        [DomainType::Single, DomainType::Multi, DomainType::Wildcard, DomainType::MultiWildcard];

    /// The names are wildcards.
    pub fn is_wildcard(self) -> bool {
        matches!(self, DomainType::Wildcard | DomainType::MultiWildcard)
    }

    /// More than one name may be bound.
    pub fn is_multi(self) -> bool {
        matches!(self, DomainType::Multi | DomainType::MultiWildcard)
    }

    /// `single`, `multi`, `wildcard`, `multi-wildcard`.
    pub fn as_str(self) -> &'static str {
        match self {
            DomainType::Single => "single",
            DomainType::Multi => "multi",
            DomainType::Wildcard => "wildcard",
            DomainType::MultiWildcard => "multi-wildcard",
        }
    }
}

impl fmt::Display for DomainType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A family of proofs of control; the brand says which record type "dns" means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum ProofMethod {
    /// A record in DNS (E1).
    Dns,
    /// A file on the web server (E2); never for wildcards.
    File,
}
