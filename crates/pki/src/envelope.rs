//! Envelope encryption of secrets at rest (D5): a fresh data key for each secret, wrapped by the master key.
//!
//! Layout: version (1 byte), nonce of the wrapping (12), wrapped data key with tag (48), nonce of the data (12), data
//! with tag. Both seals are AES-256-GCM and bind the version and the caller's context, so that a sealed secret moved
//! to another row does not open.

use crate::chance::{self, NoRandomness};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const VERSION: u8 = 1;
const KEY: usize = 32;
const NONCE: usize = 12;
const TAG: usize = 16;

/// Why a secret cannot be sealed or opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum EnvelopeError {
    /// The master key is not 32 bytes in hexadecimal or base64.
    #[error("the master key must be 32 bytes, written as 64 hexadecimal digits or in base64")]
    MasterKey,
    /// Too short, or of an unknown version.
    #[error("the sealed secret is damaged or of an unknown version")]
    Format,
    /// Sealed under another master key, for another place, or altered.
    #[error(
        "the sealed secret does not open: it was altered, belongs elsewhere, or was sealed under another master key"
    )]
    Refused,
    /// No random bytes.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// The key that wraps all data keys.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MasterKey([u8; KEY]);

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(***)")
    }
}

impl MasterKey {
    /// Makes a new master key.
    ///
    /// # Errors
    /// [`EnvelopeError::NoRandomness`].
    pub fn generate() -> Result<Self, EnvelopeError> {
        Ok(Self(chance::bytes()?))
    }

    /// Reads 64 hexadecimal digits or base64; blanks and line ends around it are ignored.
    ///
    /// # Errors
    /// [`EnvelopeError::MasterKey`].
    pub fn from_text(text: &str) -> Result<Self, EnvelopeError> {
        let text = text.trim();
        let bytes = if text.len() == 2 * KEY {
            hex::decode(text).map_err(|_| EnvelopeError::MasterKey)
        } else {
            STANDARD.decode(text).map_err(|_| EnvelopeError::MasterKey)
        };
        let bytes = Zeroizing::new(bytes?);
        <[u8; KEY]>::try_from(bytes.as_slice()).map(Self).map_err(|_| EnvelopeError::MasterKey)
    }

    /// The key as 64 hexadecimal digits, for its file: secret.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.0))
    }
}

/// A key for another purpose than sealing, always the same under one master key and useless for anything else.
pub fn derive(master: &MasterKey, purpose: &str) -> Zeroizing<[u8; KEY]> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &master.0);
    let tag = hmac::sign(&key, format!("chancery derived key/{purpose}").as_bytes());
    let mut derived = Zeroizing::new([0; KEY]);
    derived.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
    derived
}

/// Seals `plaintext` for the place named by `context` (table, column and row, say).
///
/// # Errors
/// [`EnvelopeError::NoRandomness`].
pub fn seal(master: &MasterKey, context: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, EnvelopeError> {
    let data_key: Zeroizing<[u8; KEY]> = Zeroizing::new(chance::bytes()?);
    let mut out = Vec::with_capacity(1 + NONCE + KEY + TAG + NONCE + plaintext.len() + TAG);
    out.push(VERSION);
    push_sealed(&mut out, &master.0, context, data_key.as_slice())?;
    push_sealed(&mut out, &data_key, context, plaintext)?;
    Ok(out)
}

/// Opens what [`seal`] made for the same place.
///
/// # Errors
/// [`EnvelopeError::Format`] or [`EnvelopeError::Refused`].
pub fn open(master: &MasterKey, context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
    let rest = match sealed.split_first() {
        Some((&VERSION, rest)) => rest,
        _ => return Err(EnvelopeError::Format),
    };
    let (wrapped, data) = rest.split_at_checked(NONCE + KEY + TAG).ok_or(EnvelopeError::Format)?;
    let data_key = open_one(&master.0, context, wrapped)?;
    let data_key =
        Zeroizing::new(<[u8; KEY]>::try_from(data_key.as_slice()).map_err(|_| EnvelopeError::Format)?);
    open_one(&data_key, context, data)
}

fn push_sealed(
    out: &mut Vec<u8>,
    key: &[u8; KEY],
    context: &[u8],
    plaintext: &[u8],
) -> Result<(), EnvelopeError> {
    let nonce: [u8; NONCE] = chance::bytes()?;
    let mut buffer = Zeroizing::new(plaintext.to_vec());
    let tag = cipher(key)?
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(bound(context)),
            &mut buffer,
        )
        .map_err(|_| EnvelopeError::Refused)?;
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&buffer);
    out.extend_from_slice(tag.as_ref());
    Ok(())
}

fn open_one(key: &[u8; KEY], context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
    let (nonce, body) = sealed.split_at_checked(NONCE).ok_or(EnvelopeError::Format)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| EnvelopeError::Format)?;
    let mut buffer = Zeroizing::new(body.to_vec());
    let length = cipher(key)?
        .open_in_place(nonce, Aad::from(bound(context)), &mut buffer)
        .map_err(|_| EnvelopeError::Refused)?
        .len();
    buffer.truncate(length);
    Ok(buffer)
}

fn cipher(key: &[u8; KEY]) -> Result<LessSafeKey, EnvelopeError> {
    UnboundKey::new(&AES_256_GCM, key).map(LessSafeKey::new).map_err(|_| EnvelopeError::MasterKey)
}

/// What both seals bind besides their content.
fn bound(context: &[u8]) -> Vec<u8> {
    let mut bound = Vec::with_capacity(context.len() + 1);
    bound.push(VERSION);
    bound.extend_from_slice(context);
    bound
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> MasterKey {
        MasterKey([byte; KEY])
    }

    // D5: keys at rest.
    #[test]
    fn a_secret_opens_only_with_its_key_in_its_place_and_unaltered() -> Result<(), EnvelopeError> {
        let sealed = seal(&key(1), b"csr/7", b"secret")?;
        assert_eq!(open(&key(1), b"csr/7", &sealed)?.as_slice(), b"secret");
        assert_eq!(open(&key(2), b"csr/7", &sealed), Err(EnvelopeError::Refused));
        assert_eq!(open(&key(1), b"csr/8", &sealed), Err(EnvelopeError::Refused));
        for position in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[position] ^= 1;
            assert!(open(&key(1), b"csr/7", &altered).is_err(), "byte {position}");
            assert!(open(&key(1), b"csr/7", &sealed[..position]).is_err(), "cut at {position}");
        }
        assert_ne!(seal(&key(1), b"csr/7", b"secret")?, sealed);
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        Ok(())
    }

    #[test]
    fn master_keys_read_back_and_are_never_printed() -> Result<(), EnvelopeError> {
        let made = MasterKey::generate()?;
        assert_eq!(MasterKey::from_text(&made.to_text())?.0, made.0);
        assert_eq!(MasterKey::from_text(&format!(" {}\n", STANDARD.encode(made.0)))?.0, made.0);
        for text in ["", "abc", &"g".repeat(64), &"a".repeat(63)] {
            assert!(MasterKey::from_text(text).is_err(), "{text}");
        }
        assert_eq!(format!("{made:?}"), "MasterKey(***)");
        Ok(())
    }
}
