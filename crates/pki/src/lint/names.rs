//! Helpers that several rules share: text of bytes for messages, and the parts of DNS names.

use psl::{Psl, Type};
use std::fmt::Write;

/// Bytes as text for people: printable ASCII as it is, everything else escaped.
pub(super) fn shown(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

/// An object identifier's content in dotted form.
pub(super) fn dotted(oid: &[u8]) -> String {
    der::oid::ObjectIdentifier::from_bytes(oid).map_or_else(|_| hexadecimal(oid), |oid| oid.to_string())
}

/// Two digits per byte.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A name without the `*.` of a wildcard.
pub(super) fn base(name: &str) -> &str {
    name.strip_prefix("*.").unwrap_or(name)
}

/// The last label.
pub(super) fn last_label(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// Whether the bytes are an `http://` address of visible ASCII with a host, the only scheme for pointers.
pub(super) fn is_http_url(url: &[u8]) -> bool {
    url.iter().all(u8::is_ascii_graphic) && url_host(url).is_some_and(|host| !host.is_empty())
}

/// The host of an `http://` address.
pub(super) fn url_host(url: &[u8]) -> Option<&str> {
    let rest = std::str::from_utf8(url).ok()?.strip_prefix("http://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    match host.strip_prefix('[') {
        Some(_) => host.split_inclusive(']').next(),
        None => host.split(':').next(),
    }
}

/// Whether a name lies below a suffix of the public suffix list, not only below its catch-all rule. A bare suffix of
/// the list's ICANN section, such as `com`, is no name that anyone registered.
pub(super) fn is_known_suffix(name: &str) -> bool {
    let Some(suffix) = psl::List.suffix(name.as_bytes()) else { return false };
    match suffix.typ() {
        Some(Type::Icann) => suffix.as_bytes().len() < name.len(),
        Some(Type::Private) => true,
        None => false,
    }
}

/// Whether the name is itself a suffix under which a registry gives out names; a private suffix has an owner.
pub(super) fn is_registry_controlled(name: &str) -> bool {
    psl::List
        .suffix(name.as_bytes())
        .is_none_or(|suffix| suffix.as_bytes().len() == name.len() && suffix.typ() != Some(Type::Private))
}
