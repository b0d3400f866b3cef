//! A list of public keys that are never accepted, by the SHA-256 of their `SubjectPublicKeyInfo`, read from text.
//!
//! The shipped list holds keys that are printed in public documents. The tables of Debian's weak generator
//! (CVE-2008-0166) hold hundreds of thousands of keys and are not shipped; an operator names such files in the
//! configuration. They are read as the package openssl-blacklist has them: per line the last 80 bits of the SHA-1 of
//! `Modulus=HEX` and a line feed.

use crate::digest::sha1;
use crate::public_key::{PublicKey, PublicKeyKind};
use std::collections::{HashMap, HashSet};
use std::fmt;

/// The keys compiled in.
const SHIPPED: &str = include_str!("blocked_keys.txt");

/// A line of a blocklist that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "blocked keys, line {line}: expected 64 hexadecimal digits, a blank and a reason, or 20 hexadecimal digits of a modulus"
)]
pub struct BlocklistError {
    /// Line, counted from 1.
    pub line: usize,
}

/// Blocked keys with the reason for each.
#[derive(Clone, Default)]
pub struct BlockedKeys {
    reasons: HashMap<[u8; 32], String>,
    moduli: HashSet<[u8; 10]>,
}

/// Why a key is blocked that stands only in a table of moduli.
const MODULUS_REASON: &str = "table of weak moduli, as of Debian's generator (CVE-2008-0166)";

impl fmt::Debug for BlockedKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlockedKeys({})", self.len())
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

    /// Adds the keys of a text: per line the SHA-256 in hexadecimal, a blank and the reason, or the 20 digits of a
    /// modulus as openssl-blacklist has them; `#` begins a comment.
    ///
    /// # Errors
    /// [`BlocklistError`] names the first bad line; the lines before it are kept.
    pub fn add_text(&mut self, text: &str) -> Result<(), BlocklistError> {
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(modulus) = read_digits(line) {
                self.moduli.insert(modulus);
                continue;
            }
            let (digest, reason) = line
                .split_once(' ')
                .and_then(|(digest, reason)| Some((read_digits(digest)?, reason.trim())))
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

    /// Why this key is blocked, by itself or by its modulus.
    pub fn reason_of(&self, key: &PublicKey) -> Option<&str> {
        let by_modulus = || match key.kind() {
            PublicKeyKind::Rsa { modulus, .. } if !self.moduli.is_empty() => {
                self.moduli.contains(&modulus_digest(modulus)).then_some(MODULUS_REASON)
            }
            _ => None,
        };
        self.reason(&key.sha256()).or_else(by_modulus)
    }

    /// Number of keys.
    pub fn len(&self) -> usize {
        self.reasons.len() + self.moduli.len()
    }

    /// True when the list is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn read_digits<const OCTETS: usize>(text: &str) -> Option<[u8; OCTETS]> {
    let mut digest = [0u8; OCTETS];
    hex::decode_to_slice(text, &mut digest).ok()?;
    Some(digest)
}

/// The last 80 bits of the SHA-1 of what `openssl rsa -modulus` prints.
fn modulus_digest(modulus: &[u8]) -> [u8; 10] {
    let printed = format!("Modulus={}\n", hex::encode_upper(modulus));
    let digest = sha1(printed.as_bytes());
    let mut last = [0u8; 10];
    for (to, from) in last.iter_mut().rev().zip(digest.iter().rev()) {
        *to = *from;
    }
    last
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
