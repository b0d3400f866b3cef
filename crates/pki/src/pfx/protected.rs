//! A key that exists only under its user's password, which is not kept (D3), and the PFX made from it without the
//! password.
//!
//! When the key is made, while the password is at hand, two things are derived and stored: the key encrypted under the
//! password, and the key of the PFX's integrity check. Certificates in a PFX may stand unencrypted, since they are
//! public; so the file can be put together later, and opens with the user's password.

use super::{LOCAL_KEY_ID, PfxError, check_password, derive};
use crate::asn1::{oid, tag, writer};
use crate::chance;
use crate::pem_text;
use crate::private_key::{PrivateKey, encrypt_pkcs8};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Rounds of both key derivations. .NET opens a PFX with at most 300,000 rounds each unless told otherwise
/// (`Pkcs12LoaderLimits`, defaults since .NET 9); Java and OpenSSL allow more.
const ROUNDS: u32 = 300_000;

/// A key under its user's password, with what a PFX needs. Stored sealed, for its integrity key allows guessing at the
/// password as slowly as the encrypted key itself does.
#[derive(Clone, Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct ProtectedKey {
    encrypted_pkcs8: Vec<u8>,
    mac_salt: Vec<u8>,
    mac_rounds: u32,
    mac_key: [u8; 32],
}

impl fmt::Debug for ProtectedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProtectedKey(***)")
    }
}

impl ProtectedKey {
    /// Protects a key under a password. Takes about 0.2 seconds of CPU: call it on a blocking thread.
    ///
    /// # Errors
    /// [`PfxError`] for a password with other than printable ASCII characters, or without random bytes.
    pub fn new(key: &PrivateKey, password: &str) -> Result<Self, PfxError> {
        check_password(password)?;
        let mac_salt: [u8; 16] = chance::bytes()?;
        Ok(Self {
            encrypted_pkcs8: encrypt_pkcs8(key.pkcs8_der(), password, ROUNDS)?,
            mac_salt: mac_salt.to_vec(),
            mac_rounds: ROUNDS,
            mac_key: *derive::mac_key(password, &mac_salt, ROUNDS),
        })
    }

    /// The encrypted key as PEM text (`ENCRYPTED PRIVATE KEY`); opens with the user's password only.
    pub fn to_pem(&self) -> String {
        pem_text::write(pem_text::ENCRYPTED_PRIVATE_KEY, &self.encrypted_pkcs8)
    }

    /// A PFX with the key and its chain, leaf first, that opens with the user's password.
    ///
    /// # Errors
    /// [`PfxError::NoCertificate`] for an empty chain.
    pub fn pfx(&self, chain: &[Vec<u8>], friendly_name: &str) -> Result<Vec<u8>, PfxError> {
        if chain.is_empty() {
            return Err(PfxError::NoCertificate);
        }
        let attributes = leaf_attributes(friendly_name);
        let mut certificates = Vec::new();
        for (index, der) in chain.iter().enumerate() {
            let value = writer::element(tag::context(0), &writer::octet_string(der));
            let bag = writer::sequence(&[&writer::oid(oid::X509_CERTIFICATE), &value]);
            let attributes: &[u8] = if index == 0 { &attributes } else { &[] };
            certificates.extend(safe_bag(oid::CERTIFICATE_BAG, &bag, attributes));
        }
        let key = safe_bag(oid::SHROUDED_KEY_BAG, &self.encrypted_pkcs8, &attributes);
        let safes = writer::sequence(&[
            &data(&writer::element(tag::SEQUENCE, &certificates)),
            &data(&writer::element(tag::SEQUENCE, &key)),
        ]);
        let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &self.mac_key), &safes);
        let algorithm = writer::sequence(&[&writer::oid(oid::SHA256), &writer::null()]);
        let digest_info = writer::sequence(&[&algorithm, &writer::octet_string(mac.as_ref())]);
        let mac_data = writer::sequence(&[
            &digest_info,
            &writer::octet_string(&self.mac_salt),
            &writer::unsigned_integer(&self.mac_rounds.to_be_bytes()),
        ]);
        // RFC 7292 section 4: version 3.
        Ok(writer::sequence(&[&writer::unsigned_integer(&[3]), &data(&safes), &mac_data]))
    }
}

/// `ContentInfo` of type data.
fn data(content: &[u8]) -> Vec<u8> {
    let wrapped = writer::element(tag::context(0), &writer::octet_string(content));
    writer::sequence(&[&writer::oid(oid::PKCS7_DATA), &wrapped])
}

fn safe_bag(identifier: der::oid::ObjectIdentifier, value: &[u8], attributes: &[u8]) -> Vec<u8> {
    writer::sequence(&[&writer::oid(identifier), &writer::element(tag::context(0), value), attributes])
}

/// The set of friendlyName and localKeyId, which ties the key to its certificate.
fn leaf_attributes(friendly_name: &str) -> Vec<u8> {
    let text: Vec<u8> = friendly_name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let name = writer::element(tag::BMP_STRING, &text);
    let name = writer::sequence(&[&writer::oid(oid::FRIENDLY_NAME), &writer::set_of(&[&name])]);
    let identifier = writer::octet_string(LOCAL_KEY_ID);
    let identifier = writer::sequence(&[&writer::oid(oid::LOCAL_KEY_ID), &writer::set_of(&[&identifier])]);
    writer::set_of(&[&name, &identifier])
}

/// The stored form: bytes in base64.
#[derive(Serialize, Deserialize)]
struct Stored {
    encrypted_pkcs8: String,
    mac_salt: String,
    mac_rounds: u32,
    mac_key: String,
}

impl From<ProtectedKey> for Stored {
    fn from(key: ProtectedKey) -> Self {
        Self {
            encrypted_pkcs8: STANDARD.encode(&key.encrypted_pkcs8),
            mac_salt: STANDARD.encode(&key.mac_salt),
            mac_rounds: key.mac_rounds,
            mac_key: STANDARD.encode(key.mac_key),
        }
    }
}

impl TryFrom<Stored> for ProtectedKey {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let bytes = |text: &str| STANDARD.decode(text).map_err(|_| "a protected key's field is not base64");
        Ok(Self {
            encrypted_pkcs8: bytes(&stored.encrypted_pkcs8)?,
            mac_salt: bytes(&stored.mac_salt)?,
            mac_rounds: stored.mac_rounds,
            mac_key: bytes(&stored.mac_key)?
                .try_into()
                .map_err(|_| "a protected key's integrity key is not 32 bytes")?,
        })
    }
}
