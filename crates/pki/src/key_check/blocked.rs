//! A list of public keys that are never accepted, by the SHA-256 of their `SubjectPublicKeyInfo`, read from text.
//!
//! The shipped list holds keys that are printed in public documents. The tables of Debian's weak generator
//! (CVE-2008-0166) are large and not shipped; an operator adds them as further text in the same form.

use std::collections::HashMap;
use std::fmt;

/// The keys compiled in.
const SHIPPED: &str = include_str!("blocked_keys.txt");

/// A line of a blocklist that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("blocked keys, line {line}: expected 64 hexadecimal digits, a blank and a reason")]
pub struct BlocklistError {
    /// Line, counted from 1.
    pub line: usize,
}

/// Blocked keys with the reason for each.
#[derive(Clone, Default)]
pub struct BlockedKeys {
    reasons: HashMap<[u8; 32], String>,
}

impl fmt::Debug for BlockedKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlockedKeys({})", self.reasons.len())
    }
}

impl BlockedKeys {
    /// The list compiled in.
    ///
    /// # Errors
    /// [`BlocklistError`] when the file in the repository is damaged; a test keeps that from happening.
    pub fn shipped() -> Result<Self, BlocklistError> {
        let mut keys = Self::default();
        keys.add_text(SHIPPED)?;
        Ok(keys)
    }

    /// Adds the keys of a text: per line the SHA-256 in hexadecimal, a blank and the reason; `#` begins a comment.
    ///
    /// # Errors
    /// [`BlocklistError`] names the first bad line; the lines before it are kept.
    pub fn add_text(&mut self, text: &str) -> Result<(), BlocklistError> {
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (digest, reason) = line
                .split_once(' ')
                .and_then(|(digest, reason)| Some((read_digest(digest)?, reason.trim())))
                .filter(|(_, reason)| !reason.is_empty())
                .ok_or(BlocklistError { line: index + 1 })?;
            self.reasons.insert(digest, reason.to_owned());
        }
        Ok(())
    }

    /// Adds one key, for example one revoked for compromise (must-never 20).
    pub fn add(&mut self, spki_sha256: [u8; 32], reason: &str) {
        self.reasons.insert(spki_sha256, reason.to_owned());
    }

    /// Why this key is blocked, if it is.
    pub fn reason(&self, spki_sha256: &[u8; 32]) -> Option<&str> {
        self.reasons.get(spki_sha256).map(String::as_str)
    }

    /// Number of keys.
    pub fn len(&self) -> usize {
        self.reasons.len()
    }

    /// True when the list is empty.
    pub fn is_empty(&self) -> bool {
        self.reasons.is_empty()
    }
}

fn read_digest(text: &str) -> Option<[u8; 32]> {
    let mut digest = [0u8; 32];
    hex::decode_to_slice(text, &mut digest).ok()?;
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_list_is_readable_and_bad_lines_are_named() {
        assert!(BlockedKeys::shipped().is_ok());
        let digest = "ab".repeat(32);
        let mut keys = BlockedKeys::default();
        assert_eq!(keys.add_text(&format!("# comment\n\n{digest} printed in a book\n")), Ok(()));
        assert_eq!(keys.reason(&[0xab; 32]), Some("printed in a book"));
        assert_eq!(keys.reason(&[0xac; 32]), None);
        for (text, line) in [("x", 1), (&*format!("\n{digest}"), 2), ("abcd reason", 1)] {
            assert_eq!(keys.add_text(text), Err(BlocklistError { line }), "{text}");
        }
    }
}
