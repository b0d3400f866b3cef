//! Private keys under a password: PBES2 (RFC 8018), written with PBKDF2-HMAC-SHA256 and AES-256-CBC, read with bounds.

use super::PrivateKeyError;
use crate::chance;
use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::der::Encode;
use pkcs8::pkcs5::pbes2::{self, Kdf};
use pkcs8::pkcs5::{self, EncryptionScheme};
use zeroize::Zeroizing;

/// Rounds of PBKDF2-HMAC-SHA256 for a password that a person chose (OWASP password storage guidance).
pub const KEY_DERIVATION_ROUNDS: u32 = 600_000;

/// Rounds above which a foreign file is refused rather than worked on: a bound against exhaustion, not a policy.
const ROUNDS_MAX: u32 = 5_000_000;
/// Memory of scrypt in bytes (128 N r) above which a foreign file is refused.
const SCRYPT_MEMORY_MAX: u64 = 256 * 1024 * 1024;
/// Parallel lanes of scrypt above which a foreign file is refused.
const SCRYPT_LANES_MAX: u16 = 16;

/// Encrypts plain PKCS#8 bytes to a DER `EncryptedPrivateKeyInfo`.
///
/// # Errors
/// [`PrivateKeyError::NoRandomness`], or [`PrivateKeyError::UnsupportedEncryption`] when encrypting fails.
pub fn encrypt_pkcs8(pkcs8: &[u8], password: &str, rounds: u32) -> Result<Vec<u8>, PrivateKeyError> {
    let failed = |_| PrivateKeyError::UnsupportedEncryption;
    let salt: [u8; 16] = chance::bytes()?;
    let iv: [u8; 16] = chance::bytes()?;
    let parameters =
        pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(rounds, &salt, iv).map_err(failed)?;
    let encrypted = parameters.encrypt(password, pkcs8).map_err(failed)?;
    let scheme =
        EncryptionScheme::from(parameters).to_der().map_err(|_| PrivateKeyError::UnsupportedEncryption)?;
    Ok(crate::asn1::writer::sequence(&[&scheme, &crate::asn1::writer::octet_string(&encrypted)]))
}

/// Decrypts a DER `EncryptedPrivateKeyInfo` to plain PKCS#8 bytes.
pub(super) fn decrypt(der: &[u8], password: &str) -> Result<Zeroizing<Vec<u8>>, PrivateKeyError> {
    let info =
        EncryptedPrivateKeyInfoRef::try_from(der).map_err(|_| PrivateKeyError::UnsupportedEncryption)?;
    let parameters = info.encryption_algorithm.pbes2().ok_or(PrivateKeyError::UnsupportedEncryption)?;
    let bounded = match &parameters.kdf {
        Kdf::Pbkdf2(pbkdf2) => pbkdf2.iteration_count <= ROUNDS_MAX,
        Kdf::Scrypt(scrypt) => {
            let memory = scrypt.cost_parameter.saturating_mul(128 * u64::from(scrypt.block_size));
            memory <= SCRYPT_MEMORY_MAX && scrypt.parallelization <= SCRYPT_LANES_MAX
        }
        _ => return Err(PrivateKeyError::UnsupportedEncryption),
    };
    if !bounded {
        return Err(PrivateKeyError::TooMuchWork);
    }
    parameters.decrypt(password, info.encrypted_data.as_ref()).map(Zeroizing::new).map_err(
        |error| match error {
            pkcs5::Error::DecryptFailed => PrivateKeyError::WrongPassword,
            _ => PrivateKeyError::UnsupportedEncryption,
        },
    )
}
