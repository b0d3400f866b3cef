//! Keys that give no protection are refused (trust.md section 2, BR 6.1.1.3): too small, odd exponents, ROCA, close
//! primes, and blocked keys. One file per test.

mod blocked;
mod fermat;
mod roca;

pub use blocked::{BlockedKeys, BlocklistError};

use crate::public_key::{PublicKey, PublicKeyKind};

/// Rounds of Fermat's factorisation that a modulus must withstand (BR 6.1.1.3: "using 100 rounds").
const FERMAT_ROUNDS: u32 = 100;
/// Smallest RSA modulus (BR 6.1.5).
const RSA_BITS_MIN: u32 = 2048;
/// Largest RSA modulus that is worked on at all: a bound against exhaustion.
const RSA_BITS_MAX: u32 = 8192;

/// Why a key is weak.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WeakKey {
    /// An RSA modulus below 2048 bits.
    #[error("RSA with {0} bits is too small; use at least 2048 bits")]
    TooSmall(u32),
    /// An RSA modulus too large to work on.
    #[error("RSA with {0} bits is too large; use 4096 bits or fewer")]
    TooLarge(u32),
    /// Bits of the modulus not divisible by 8 (BR 6.1.5).
    #[error("an RSA modulus of {0} bits is not a multiple of 8; make a new key")]
    NotMultipleOfEight(u32),
    /// An even modulus, which has the factor 2.
    #[error("the RSA modulus is even; make a new key")]
    EvenModulus,
    /// A public exponent below 3 or even (BR 6.1.6).
    #[error(
        "the RSA public exponent must be an odd number of at least 3; make a new key with exponent 65537"
    )]
    Exponent,
    /// Two primes so close that Fermat's method finds them.
    #[error(
        "the RSA key's primes are too close together and can be computed from the public key; make a new key with other software"
    )]
    ClosePrimes,
    /// Made by Infineon's faulty library (CVE-2017-15361).
    #[error(
        "the RSA key carries the fingerprint of the ROCA flaw (CVE-2017-15361); make a new key with other hardware or software"
    )]
    Roca,
    /// On the list of blocked keys.
    #[error("the key is on the list of blocked keys ({0}); make a new key and never use this one again")]
    Blocked(String),
}

/// Examines a public key. Kinds and sizes that are sound but not offered are not judged here.
///
/// # Errors
/// [`WeakKey`] for the first weakness found.
pub fn check(key: &PublicKey, blocked: &BlockedKeys) -> Result<(), WeakKey> {
    if let Some(reason) = blocked.reason(&key.sha256()) {
        return Err(WeakKey::Blocked(reason.to_owned()));
    }
    let PublicKeyKind::Rsa { modulus, exponent } = key.kind() else { return Ok(()) };
    let bits = key.rsa_bits().unwrap_or(0);
    if bits < RSA_BITS_MIN {
        return Err(WeakKey::TooSmall(bits));
    }
    if bits > RSA_BITS_MAX {
        return Err(WeakKey::TooLarge(bits));
    }
    if !bits.is_multiple_of(8) {
        return Err(WeakKey::NotMultipleOfEight(bits));
    }
    if modulus.last().is_none_or(|byte| byte & 1 == 0) {
        return Err(WeakKey::EvenModulus);
    }
    let odd = exponent.last().is_some_and(|byte| byte & 1 == 1);
    if !odd || exponent.as_slice() == [1] {
        return Err(WeakKey::Exponent);
    }
    if roca::has_fingerprint(modulus) {
        return Err(WeakKey::Roca);
    }
    if fermat::has_close_primes(modulus, FERMAT_ROUNDS) {
        return Err(WeakKey::ClosePrimes);
    }
    Ok(())
}
