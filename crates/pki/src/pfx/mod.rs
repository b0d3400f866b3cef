//! PKCS#12 files (PFX, RFC 7292): a key with its chain under a password, for IIS, Tomcat and Java.

mod derive;
mod password;
mod protected;

pub use password::{check_password, random_password};
pub use protected::ProtectedKey;

use crate::chance::NoRandomness;
use crate::private_key::{PrivateKey, PrivateKeyError};
use p12_keystore::{EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm, PrivateKeyChain};

/// Why a key store cannot be written.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PfxError {
    /// Java's keytool refuses other characters.
    #[error("the key store password must consist of printable ASCII characters; choose another one")]
    PasswordCharacters,
    /// An empty password.
    #[error("the key store password must not be empty")]
    PasswordEmpty,
    /// No certificate for the key.
    #[error("a key store needs at least the certificate of its key")]
    NoCertificate,
    /// A certificate or the key cannot be written.
    #[error("the key store cannot be written: {0}")]
    Writing(&'static str),
    /// The key cannot be encrypted.
    #[error(transparent)]
    Key(#[from] PrivateKeyError),
    /// No random bytes.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// Which algorithms protect a PFX file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum PfxProfile {
    /// PBES2 with AES-256 and HMAC-SHA256: OpenSSL 1.1 and later, Windows Server 2019 and later, Java 8u301 and later.
    #[default]
    Modern,
    /// Triple DES and HMAC-SHA1, for older Windows and Java. OpenSSL 3 opens it with `-legacy`.
    Legacy,
}

/// Rounds of key derivation for files that are written at every download under a random password: that password has
/// more than 180 bits ([`random_password`]), so slowing a guesser down adds nothing but CPU time here.
const ROUNDS: u32 = 2_048;

/// Writes a PFX with a plain key and its chain, leaf first. Few rounds of key derivation: `password` must be one of
/// [`random_password`], or as hard to guess. For a password that a person chose see [`ProtectedKey`].
///
/// # Errors
/// [`PfxError`] for a password or certificate that cannot be used.
pub fn pfx(
    key: &PrivateKey,
    chain: &[Vec<u8>],
    password: &str,
    friendly_name: &str,
    profile: PfxProfile,
) -> Result<Vec<u8>, PfxError> {
    check_password(password)?;
    if chain.is_empty() {
        return Err(PfxError::NoCertificate);
    }
    let certificates = chain
        .iter()
        .map(|der| p12_keystore::Certificate::from_der(der))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| PfxError::Writing("a certificate of the chain is malformed"))?;
    let key = p12_keystore::PrivateKey::from_der(key.pkcs8_der())
        .map_err(|_| PfxError::Writing("the key is malformed"))?;
    let mut store = KeyStore::new();
    let entry = PrivateKeyChain::new(LOCAL_KEY_ID, key, certificates);
    store.add_entry(friendly_name, KeyStoreEntry::PrivateKeyChain(entry));
    let (encryption, mac) = match profile {
        PfxProfile::Modern => (EncryptionAlgorithm::PbeWithHmacSha256AndAes256, MacAlgorithm::HmacSha256),
        PfxProfile::Legacy => (EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc, MacAlgorithm::HmacSha1),
    };
    store
        .writer(password)
        .encryption_algorithm(encryption)
        .encryption_iterations(ROUNDS)
        .mac_algorithm(mac)
        .mac_iterations(ROUNDS)
        .write()
        .map_err(|_| PfxError::Writing("the PKCS#12 writer refused it"))
}

/// Ties the key bag to the leaf's certificate bag.
const LOCAL_KEY_ID: &[u8] = &[1];
