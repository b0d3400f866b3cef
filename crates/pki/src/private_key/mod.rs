//! Private keys: made, read, written, and used for signing; the bytes are wiped when dropped and never printed (D1, D5).

mod encrypted;
pub mod module_form;
mod read;
mod signing;
mod sm2_key;

pub use encrypted::{KEY_DERIVATION_ROUNDS, encrypt_pkcs8};
pub use signing::{Signer, SigningKey};

use crate::chance::NoRandomness;
use crate::pem_text::{self, PemError};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    RsaKeyPair,
};
use chancery_domain::key::KeyAlgorithm;
use std::fmt;
use zeroize::Zeroizing;

/// Why a private key cannot be made, read or used. No variant holds key material.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PrivateKeyError {
    /// The PEM text is damaged.
    #[error("private key: {0}")]
    Pem(#[from] PemError),
    /// A block that is no private key.
    #[error(
        "private key: line {line} begins a {found}; paste the block that begins with -----BEGIN PRIVATE KEY-----"
    )]
    NotAKey {
        /// Line of the BEGIN line.
        line: usize,
        /// Its label.
        found: String,
    },
    /// More than one block.
    #[error("private key: line {line} begins a second block; paste only the key of this certificate")]
    TooMany {
        /// Line of the BEGIN line.
        line: usize,
    },
    /// Encrypted, and no password was given.
    #[error("the private key is encrypted; give its password, or decrypt it with `openssl pkey` first")]
    PasswordNeeded,
    /// The password does not open it.
    #[error("the password does not open the private key; check the password")]
    WrongPassword,
    /// Encrypted in a way that is not read here.
    #[error(
        "the private key is encrypted in a way that is not supported; convert it with `openssl pkcs8 -topk8 -v2 aes256`"
    )]
    UnsupportedEncryption,
    /// The key derivation asks for too much work.
    #[error(
        "the private key's password derivation asks for too much work; convert it with `openssl pkcs8 -topk8 -v2 aes256`"
    )]
    TooMuchWork,
    /// A kind of key that the service does not offer.
    #[error(
        "a private key of kind {0} is not supported; use RSA with 2048, 3072 or 4096 bits, ECC on P-256 or P-384, or SM2"
    )]
    Unsupported(String),
    /// Not a well-formed key, or its parts contradict each other.
    #[error("the private key is damaged or its parts do not fit together; export it again from its source")]
    Malformed,
    /// The cryptographic library could not make the key.
    #[error("the key could not be generated")]
    Generation,
    /// The cryptographic library could not sign.
    #[error("the key could not sign")]
    Signing,
    /// The key is in a hardware module, and that cannot be used.
    #[error("the hardware module cannot be used: {0}")]
    Module(String),
    /// No random bytes.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// A private key as plain PKCS#8 bytes, with its public half.
#[derive(Clone)]
pub struct PrivateKey {
    der: Zeroizing<Vec<u8>>,
    algorithm: KeyAlgorithm,
    public_spki: Vec<u8>,
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({}, ***)", self.algorithm)
    }
}

impl PrivateKey {
    /// Makes a fresh key. RSA takes 0.06 to 1.5 seconds of CPU: call it on a blocking thread.
    ///
    /// # Errors
    /// [`PrivateKeyError::Generation`] when the cryptographic library fails.
    pub fn generate(algorithm: KeyAlgorithm) -> Result<Self, PrivateKeyError> {
        let rsa = |size| {
            let pair = RsaKeyPair::generate(size).map_err(|_| PrivateKeyError::Generation)?;
            let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| PrivateKeyError::Generation)?;
            Self::from_pkcs8_der(der.as_ref())
        };
        let ecc = |curve: &'static EcdsaSigningAlgorithm| {
            let pair = EcdsaKeyPair::generate(curve).map_err(|_| PrivateKeyError::Generation)?;
            let der = pair.to_pkcs8v1().map_err(|_| PrivateKeyError::Generation)?;
            Self::from_pkcs8_der(der.as_ref())
        };
        match algorithm {
            KeyAlgorithm::Rsa2048 => rsa(KeySize::Rsa2048),
            KeyAlgorithm::Rsa3072 => rsa(KeySize::Rsa3072),
            KeyAlgorithm::Rsa4096 => rsa(KeySize::Rsa4096),
            KeyAlgorithm::P256 => ecc(&ECDSA_P256_SHA256_ASN1_SIGNING),
            KeyAlgorithm::P384 => ecc(&ECDSA_P384_SHA384_ASN1_SIGNING),
            KeyAlgorithm::Sm2 => Self::from_pkcs8_der(&sm2_key::generate()?),
        }
    }

    /// Reads a plain PKCS#8 `PrivateKeyInfo` (RFC 5208, RFC 5958).
    ///
    /// # Errors
    /// [`PrivateKeyError::Unsupported`] names another kind of key; [`PrivateKeyError::Malformed`] otherwise.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, PrivateKeyError> {
        read::pkcs8(der)
    }

    /// Reads PEM text: `PRIVATE KEY`, `RSA PRIVATE KEY`, `EC PRIVATE KEY` (an `EC PARAMETERS` block before it is
    /// skipped) or, with its password, `ENCRYPTED PRIVATE KEY` (PBES2).
    ///
    /// # Errors
    /// [`PrivateKeyError`] says what is wrong and what to do.
    pub fn from_pem(text: &str, password: Option<&str>) -> Result<Self, PrivateKeyError> {
        read::pem(text, password)
    }

    /// Kind and size.
    pub fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    /// The public half as DER `SubjectPublicKeyInfo`.
    pub fn public_key_spki(&self) -> &[u8] {
        &self.public_spki
    }

    /// The plain PKCS#8 bytes: secret.
    pub fn pkcs8_der(&self) -> &Zeroizing<Vec<u8>> {
        &self.der
    }

    /// Plain PEM text (`PRIVATE KEY`): secret.
    pub fn to_pem(&self) -> Zeroizing<String> {
        Zeroizing::new(pem_text::write(pem_text::PRIVATE_KEY, &self.der))
    }

    /// PEM text under a password (`ENCRYPTED PRIVATE KEY`): PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC.
    ///
    /// # Errors
    /// [`PrivateKeyError::NoRandomness`], or [`PrivateKeyError::UnsupportedEncryption`] when encrypting fails.
    pub fn to_encrypted_pem(&self, password: &str) -> Result<String, PrivateKeyError> {
        let der = encrypt_pkcs8(&self.der, password, KEY_DERIVATION_ROUNDS)?;
        Ok(pem_text::write(pem_text::ENCRYPTED_PRIVATE_KEY, &der))
    }

    /// The key ready for repeated signing.
    ///
    /// # Errors
    /// [`PrivateKeyError::Malformed`] when the library does not accept the key any more.
    pub fn signing_key(&self) -> Result<SigningKey, PrivateKeyError> {
        SigningKey::from_pkcs8(self.algorithm, &self.der)
    }

    /// Signs once: RSA PKCS#1 v1.5 or ECDSA (DER), with SHA-256, or SHA-384 for P-384.
    ///
    /// # Errors
    /// [`PrivateKeyError::Signing`].
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, PrivateKeyError> {
        self.signing_key()?.sign(message)
    }
}
