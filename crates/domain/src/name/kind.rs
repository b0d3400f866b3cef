//! What may stand in a certificate's list of names: a plain name, one level of everything below a name, or an address.

use super::dns_name::DnsName;
use super::error::NameError;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A name as asked for in an application. DNS names are ordered by base, so that a wildcard stands beside its base;
/// addresses stand before them.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Name {
    /// Exactly this name.
    Plain(DnsName),
    /// Every name one level below the base, which is held without its `*.`.
    Wildcard(DnsName),
    /// Exactly this IP address (A4), written in its one canonical form (RFC 1123 section 2.1, RFC 5952 section 4).
    Address(IpAddr),
}

impl Name {
    /// Reads `example.org` or `*.example.org` (A2), in A-labels or Unicode, or an address as `192.0.2.1` or `2001:db8::1`
    /// (A4). An address has no wildcard, and an IPv4 address written as an IPv6 one is refused: two spellings of one
    /// address would be two names.
    ///
    /// # Errors
    /// The rule that the text breaks: [`NameError::Ipv4Mapped`], or what [`Name::parse_dns`] says.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        match text.parse::<IpAddr>() {
            Ok(address) if address.to_canonical() == address => Ok(Name::Address(address)),
            Ok(address) => Err(NameError::Ipv4Mapped(address.to_canonical())),
            Err(_) => Name::parse_dns(text),
        }
    }

    /// Reads a DNS name or wildcard; an address is refused.
    ///
    /// # Errors
    /// The rule that the text breaks: [`NameError::Asterisk`] for a `*` anywhere else or twice,
    /// [`NameError::WildcardOfPublicSuffix`] for `*.com`, or what [`DnsName::parse`] says of the base.
    pub fn parse_dns(text: &str) -> Result<Self, NameError> {
        let Some(base) = text.strip_prefix("*.") else {
            return DnsName::parse(text).map(Name::Plain);
        };
        let base = DnsName::parse(base)?;
        if base.is_registry_controlled() {
            return Err(NameError::WildcardOfPublicSuffix(base.as_str().to_owned()));
        }
        Ok(Name::Wildcard(base))
    }

    /// The DNS name itself, or the part after `*.`; nothing for an address.
    pub fn dns(&self) -> Option<&DnsName> {
        match self {
            Name::Plain(name) | Name::Wildcard(name) => Some(name),
            Name::Address(_) => None,
        }
    }

    /// The address, if it is one.
    pub fn address(&self) -> Option<IpAddr> {
        match self {
            Name::Address(address) => Some(*address),
            Name::Plain(_) | Name::Wildcard(_) => None,
        }
    }

    /// What is proved: the name or address itself, a wildcard without its `*.`.
    pub fn base(&self) -> Name {
        match self {
            Name::Wildcard(base) => Name::Plain(base.clone()),
            Name::Plain(_) | Name::Address(_) => self.clone(),
        }
    }

    /// The primary domain; where there is none, as for an address or a name of one label, what is proved stands for
    /// itself.
    pub fn primary(&self) -> Name {
        self.dns().and_then(DnsName::primary).map_or_else(|| self.base(), Name::Plain)
    }

    /// Whether what is proved for this name lies below what is proved for the other. Nothing lies below an address.
    pub fn is_below(&self, other: &Name) -> bool {
        matches!((self.dns(), other.dns()), (Some(own), Some(other)) if own.is_below(other))
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
            Name::Address(_) => false,
        }
    }

    /// Length in characters of the name as it stands in a certificate.
    pub fn length(&self) -> usize {
        self.to_string().len()
    }

    /// Levels of the name as it stands in a certificate; `*.example.org` has three, an address has one.
    pub fn levels(&self) -> usize {
        self.dns().map_or(1, DnsName::levels) + usize::from(self.is_wildcard())
    }

    /// The name in its own script, for people to read.
    pub fn to_unicode(&self) -> String {
        match self {
            Name::Plain(name) => name.to_unicode(),
            Name::Wildcard(base) => format!("*.{}", base.to_unicode()),
            Name::Address(address) => address.to_string(),
        }
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |name: &Name| (name.address(), name.is_wildcard());
        self.dns().cmp(&other.dns()).then_with(|| key(self).cmp(&key(other)))
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Name::Plain(name) => name.fmt(f),
            Name::Wildcard(base) => write!(f, "*.{base}"),
            Name::Address(address) => address.fmt(f),
        }
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
