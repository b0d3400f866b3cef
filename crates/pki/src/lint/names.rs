//! Helpers that several rules share: text of bytes for messages, and the parts of DNS names.

use psl::{Psl, Type};
use std::fmt::Write;
use std::net::Ipv6Addr;

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

/// Whether the bytes are an `http://` address in RFC 3986's form with a host, the only scheme for pointers.
pub(super) fn is_http_url(url: &[u8]) -> bool {
    let Some(rest) = url.strip_prefix(b"http://") else { return false };
    let end = rest.iter().position(|byte| b"/?#".contains(byte)).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    // No user, and after the last colon outside of brackets only digits.
    let (host, port) = match authority.iter().rposition(|byte| *byte == b':' || *byte == b']') {
        Some(at) if authority.get(at) == Some(&b':') => {
            (authority.get(..at).unwrap_or_default(), authority.get(at + 1..).unwrap_or_default())
        }
        _ => (authority, &[][..]),
    };
    let is_host = match host {
        [b'[', inner @ .., b']'] => {
            std::str::from_utf8(inner).is_ok_and(|text| text.parse::<Ipv6Addr>().is_ok())
        }
        [] => false,
        name => name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(byte)),
    };
    is_host && port.iter().all(u8::is_ascii_digit) && is_path(path)
}

/// Path, query and fragment: the characters of RFC 3986 section 2, percent signs before two digits, one `#` at most.
fn is_path(path: &[u8]) -> bool {
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(byte);
    let escaped = path.iter().enumerate().filter(|(_, byte)| **byte == b'%').all(|(at, _)| {
        path.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    path.iter().all(allowed) && escaped && path.iter().filter(|byte| **byte == b'#').count() <= 1
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_follow_rfc_3986() {
        for (url, valid) in [
            ("http://ca.example.com/1.crl", true),
            ("http://ca.example.com:8080/a/b?c=%20#d", true),
            ("http://127.0.0.1", true),
            ("http://[2001:db8::1]:80/x", true),
            ("https://ca.example.com/", false),
            ("http:///x", false),
            ("http://ca.example.com:80a/", false),
            ("http://user@ca.example.com/", false),
            ("http://[x]/", false),
            ("http://a/%2", false),
            ("http://a/{b}", false),
            ("http://a/\"", false),
            ("http://a/#b#c", false),
            ("http://a b/", false),
        ] {
            assert_eq!(is_http_url(url.as_bytes()), valid, "{url}");
        }
        assert_eq!(url_host(b"http://ca.example.com:8080/a"), Some("ca.example.com"));
        assert_eq!(url_host(b"http://[2001:db8::1]:80/"), Some("[2001:db8::1]"));
    }

    #[test]
    fn suffixes_are_those_of_the_public_list() {
        for (name, known, registry) in [
            ("example.com", true, false),
            ("com", false, true),
            ("co.uk", false, true),
            ("github.io", true, false),
            ("server.local", false, false),
            ("local", false, true),
            ("a.test", false, false),
        ] {
            assert_eq!((is_known_suffix(name), is_registry_controlled(name)), (known, registry), "{name}");
        }
    }
}
