//! Keys that give no protection are refused (trust rules on keys, BR 6.1.1.3, 6.1.5, 6.1.6): too small, bad exponents,
//! small factors, ROCA, close primes, and blocked keys. One file per test; the limits are the policy's.
//!
//! P-521 is sound and passes here. It is not offered, since not every client reads it: a profile lists what it takes.

mod blocked;
mod fermat;
mod roca;
mod small_factor;

pub use blocked::{BlockedKeys, BlocklistError};

use crate::public_key::{PublicKey, PublicKeyKind};
use crate::sm2;
use chancery_domain::policy::KeyPolicy;

/// What keys are held against: the policy's limits and the blocked keys.
#[derive(Clone, Debug)]
pub struct KeyRules {
    /// Limits on RSA keys.
    pub limits: KeyPolicy,
    /// Keys never accepted.
    pub blocked: BlockedKeys,
}

/// Why a key is weak.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WeakKey {
    /// An RSA modulus below the least size (BR 6.1.5).
    #[error("RSA with {bits} bits is too small; use at least {least} bits")]
    TooSmall {
        /// Bits of the modulus.
        bits: u32,
        /// Bits allowed.
        least: usize,
    },
    /// An RSA modulus too large to work on: a bound against exhaustion.
    #[error("RSA with {bits} bits is too large; use {most} bits or fewer")]
    TooLarge {
        /// Bits of the modulus.
        bits: u32,
        /// Bits allowed.
        most: usize,
    },
    /// Bits of the modulus not divisible by 8 (BR 6.1.5).
    #[error("an RSA modulus of {bits} bits is not a multiple of {multiple}; make a new key")]
    NotMultiple {
        /// Bits of the modulus.
        bits: u32,
        /// What they have to be a multiple of.
        multiple: usize,
    },
    /// An even modulus, which has the factor 2.
    #[error("the RSA modulus is even; make a new key")]
    EvenModulus,
    /// A public exponent too small or even (BR 6.1.6).
    #[error(
        "the RSA public exponent must be an odd number of at least {0}; make a new key with exponent 65537"
    )]
    Exponent(u64),
    /// A factor below 752 (BR 6.1.6).
    #[error("the RSA modulus is divisible by {0}; make a new key with other software")]
    SmallFactor(u32),
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
    /// An SM2 point outside the curve, whose secret could be found bit by bit.
    #[error("the SM2 public key is not a point of the curve; make a new key with other software")]
    NotOnCurve,
    /// On the list of blocked keys.
    #[error("the key is on the list of blocked keys ({0}); make a new key and never use this one again")]
    Blocked(String),
}

/// Examines a public key. Kinds and sizes that are sound but not offered are not judged here.
///
/// # Errors
/// [`WeakKey`] for the first weakness found.
pub fn check(key: &PublicKey, rules: &KeyRules) -> Result<(), WeakKey> {
    if let Some(reason) = rules.blocked.reason_of(key) {
        return Err(WeakKey::Blocked(reason.to_owned()));
    }
    if key.kind() == &PublicKeyKind::Sm2 && !sm2::is_on_curve(key.key_bits()) {
        return Err(WeakKey::NotOnCurve);
    }
    let PublicKeyKind::Rsa { modulus, exponent } = key.kind() else { return Ok(()) };
    let limits = &rules.limits;
    let bits = key.rsa_bits().unwrap_or(0);
    let size = usize::try_from(bits).unwrap_or(usize::MAX);
    if size < limits.rsa_bits_min {
        return Err(WeakKey::TooSmall { bits, least: limits.rsa_bits_min });
    }
    if size > limits.rsa_bits_max {
        return Err(WeakKey::TooLarge { bits, most: limits.rsa_bits_max });
    }
    if !size.is_multiple_of(limits.rsa_bits_multiple) {
        return Err(WeakKey::NotMultiple { bits, multiple: limits.rsa_bits_multiple });
    }
    if modulus.last().is_none_or(|byte| byte & 1 == 0) {
        return Err(WeakKey::EvenModulus);
    }
    let odd = exponent.last().is_some_and(|byte| byte & 1 == 1);
    if !odd || number(exponent) < limits.rsa_exponent_min {
        return Err(WeakKey::Exponent(limits.rsa_exponent_min));
    }
    if let Some(factor) = small_factor::find(modulus) {
        return Err(WeakKey::SmallFactor(factor));
    }
    if roca::has_fingerprint(modulus) {
        return Err(WeakKey::Roca);
    }
    if fermat::has_close_primes(modulus, limits.fermat_rounds) {
        return Err(WeakKey::ClosePrimes);
    }
    Ok(())
}

/// A big-endian number, or the largest one for what has more than 64 bits.
fn number(bytes: &[u8]) -> u64 {
    if bytes.len() > 8 {
        return u64::MAX;
    }
    bytes.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}
