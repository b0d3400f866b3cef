//! The ROCA fingerprint (CVE-2017-15361; Nemec and others, "The Return of Coppersmith's Attack", CCS 2017): the faulty
//! library made primes of the form k*M + (65537^a mod M), so the modulus is a power of 65537 modulo every small prime.

use num_bigint::BigUint;

/// The odd primes up to 167, whose product is the library's M for keys up to 960 bits; larger keys use a multiple of it.
const PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
    107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];
/// Generator of the subgroup in which the flawed moduli lie.
const GENERATOR: u32 = 65_537;

/// True when the modulus (big endian) is a power of 65537 modulo each of the primes. A sound key passes by chance
/// with probability about 2^-27.
pub(super) fn has_fingerprint(modulus: &[u8]) -> bool {
    let modulus = BigUint::from_bytes_be(modulus);
    PRIMES.iter().all(|prime| {
        let remainder = (&modulus % *prime).iter_u32_digits().next().unwrap_or(0);
        is_power(remainder, *prime)
    })
}

fn is_power(value: u32, prime: u32) -> bool {
    let step = GENERATOR % prime;
    let mut power = 1;
    for _ in 0..prime {
        if power == value {
            return true;
        }
        power = power * step % prime;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_modulus_of_the_flawed_form_is_recognised() {
        let product = PRIMES.iter().fold(BigUint::from(1u32), |product, prime| product * *prime);
        let generator = BigUint::from(GENERATOR);
        for (factor, power) in [(1u32, 1u32), (12_345, 77), (99_999, 4_242)] {
            let flawed = &product * factor + generator.modpow(&BigUint::from(power), &product);
            assert!(has_fingerprint(&flawed.to_bytes_be()), "{factor} {power}");
            assert!(!has_fingerprint(&(flawed + 2u32).to_bytes_be()), "{factor} {power}");
        }
    }

    #[test]
    fn small_remainders_follow_the_subgroup() {
        // 65537 mod 11 is 10, whose powers are 1 and 10 only.
        let powers: Vec<u32> = (0..11).filter(|value| is_power(*value, 11)).collect();
        assert_eq!(powers, [1, 10]);
    }
}
