//! What may stand in a certificate's list of names: a plain name, or one level of everything below a name.

use super::dns_name::DnsName;
use super::error::NameError;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A name as asked for in an application. Ordered by base, so that a wildcard stands beside its base.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Name {
    /// Exactly this name.
    Plain(DnsName),
    /// Every name one level below the base, which is held without its `*.`.
    Wildcard(DnsName),
}

impl Name {
    /// Reads `example.org` or `*.example.org` (A2), in A-labels or Unicode.
    ///
    /// # Errors
    /// The rule that the text breaks: [`NameError::Asterisk`] for a `*` anywhere else or twice,
    /// [`NameError::WildcardOfPublicSuffix`] for `*.com`, or what [`DnsName::parse`] says of the base.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let Some(base) = text.strip_prefix("*.") else {
            return DnsName::parse(text).map(Name::Plain);
        };
        let base = DnsName::parse(base)?;
        if base.is_registry_controlled() {
            return Err(NameError::WildcardOfPublicSuffix(base.as_str().to_owned()));
        }
        Ok(Name::Wildcard(base))
    }

    /// The name itself, or the part after `*.`: what is validated and what quota is counted on.
    pub fn base(&self) -> &DnsName {
        match self {
            Name::Plain(name) | Name::Wildcard(name) => name,
        }
    }

    /// Whether this is a wildcard.
    pub fn is_wildcard(&self) -> bool {
        matches!(self, Name::Wildcard(_))
    }

    /// Whether a certificate with this name serves `host`: the same name, or one level below a wildcard's base
    /// (RFC 9525 section 6.3). `*.example.org` covers neither `example.org` nor `a.b.example.org`.
    pub fn covers(&self, host: &DnsName) -> bool {
        match self {
            Name::Plain(name) => name == host,
            Name::Wildcard(base) => host.parent().as_ref() == Some(base),
        }
    }

    /// Length in characters of the name as it stands in a certificate.
    pub fn length(&self) -> usize {
        self.base().as_str().len() + if self.is_wildcard() { 2 } else { 0 }
    }

    /// Levels of the name as it stands in a certificate; `*.example.org` has three.
    pub fn levels(&self) -> usize {
        self.base().levels() + usize::from(self.is_wildcard())
    }

    /// The name in its own script, for people to read.
    pub fn to_unicode(&self) -> String {
        match self {
            Name::Plain(name) => name.to_unicode(),
            Name::Wildcard(base) => format!("*.{}", base.to_unicode()),
        }
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.base(), self.is_wildcard()).cmp(&(other.base(), other.is_wildcard()))
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_wildcard() {
            f.write_str("*.")?;
        }
        self.base().fmt(f)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Name::parse(text)
    }
}

impl TryFrom<String> for Name {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        Name::parse(&text)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> String {
        name.to_string()
    }
}

impl From<DnsName> for Name {
    fn from(name: DnsName) -> Name {
        Name::Plain(name)
    }
}
