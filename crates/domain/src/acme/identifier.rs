//! What an order asks for: a DNS name (RFC 8555 section 7.1.4) or an IP address (RFC 8738).

use crate::name::{Name, NameError};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;

/// A name or address to be certified. The base of a wildcard and the wildcard are different identifiers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
pub enum Identifier {
    /// A DNS name, perhaps a wildcard; never an address, see [`Identifier::of`].
    Dns(Name),
    /// An IP address.
    Ip(IpAddr),
}

/// Why a text is no identifier.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum IdentifierError {
    /// A type other than `dns` and `ip`.
    #[error("identifiers of type {0:?} are not certified here; use \"dns\" or \"ip\"")]
    UnknownType(String),
    /// Not a name that can be certified.
    #[error("{0}")]
    Name(#[from] NameError),
    /// Not an address in its one spelling (RFC 8738 section 3: RFC 1123 and RFC 5952 forms).
    #[error("{0:?} is not an IP address in its canonical form")]
    Address(String),
}

impl Identifier {
    /// Reads an identifier object's members.
    ///
    /// # Errors
    /// [`IdentifierError`] names the rule.
    pub fn parse(kind: &str, value: &str) -> Result<Self, IdentifierError> {
        match kind {
            "dns" => Ok(Identifier::Dns(Name::parse_dns(value)?)),
            "ip" => match value.parse::<IpAddr>() {
                Ok(address) if address.to_string() == value => Ok(Identifier::Ip(address)),
                _ => Err(IdentifierError::Address(shortened(value))),
            },
            other => Err(IdentifierError::UnknownType(shortened(other))),
        }
    }

    /// The identifier of a name of a certificate.
    pub fn of(name: Name) -> Self {
        match name.address() {
            Some(address) => Identifier::Ip(address),
            None => Identifier::Dns(name),
        }
    }

    /// `dns` or `ip`.
    pub fn kind(&self) -> &'static str {
        match self {
            Identifier::Dns(_) => "dns",
            Identifier::Ip(_) => "ip",
        }
    }

    /// The value as orders show it, a wildcard with its `*.`.
    pub fn value(&self) -> String {
        match self {
            Identifier::Dns(name) => name.to_string(),
            Identifier::Ip(address) => address.to_string(),
        }
    }

    /// The value as authorizations show it: a wildcard without its `*.` (RFC 8555 section 7.1.4).
    pub fn base_value(&self) -> String {
        match self {
            Identifier::Dns(name) => name.base().to_string(),
            Identifier::Ip(address) => address.to_string(),
        }
    }

    /// Whether this is a wildcard name.
    pub fn is_wildcard(&self) -> bool {
        matches!(self, Identifier::Dns(name) if name.is_wildcard())
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value())
    }
}

/// The first characters of a text, so that a message stays short whatever was sent.
fn shortened(text: &str) -> String {
    text.chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_have_one_spelling() {
        for (kind, value, shown) in [
            ("dns", "Shop.Org", Some("shop.org")),
            ("dns", "*.shop.org", Some("*.shop.org")),
            ("dns", "192.0.2.1", None),
            ("dns", "*.com", None),
            ("dns", "shop.org.", None),
            ("dns", "a_b.shop.org", None),
            ("ip", "192.0.2.1", Some("192.0.2.1")),
            ("ip", "192.0.2.01", None),
            ("ip", "2001:db8::1", Some("2001:db8::1")),
            ("ip", "2001:DB8::1", None),
            ("ip", "2001:db8:0::1", None),
            ("ip", "[2001:db8::1]", None),
            ("mail", "a@shop.org", None),
            ("DNS", "shop.org", None),
        ] {
            let found = Identifier::parse(kind, value).ok().map(|identifier| identifier.value());
            assert_eq!(found.as_deref(), shown, "{kind} {value}");
        }
    }
}
