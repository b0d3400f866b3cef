//! Helpers that several rules share: text of bytes for messages, and the parts of DNS names.

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
