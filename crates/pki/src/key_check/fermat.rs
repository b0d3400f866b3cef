//! Fermat's factorisation: finds the primes of a modulus when they lie close together (CVE-2022-26320).

use num_bigint::BigUint;

/// Moduli for a cheap test before the square root: a square is a square modulo each of them.
const SIEVE: [u32; 4] = [64, 63, 65, 11];

/// True when one of the first `rounds` candidates a >= sqrt(n) gives a square a^2 - n, that is n = (a-b)(a+b).
pub(super) fn has_close_primes(modulus: &[u8], rounds: u32) -> bool {
    let n = BigUint::from_bytes_be(modulus);
    let mut a = n.sqrt();
    if &a * &a == n {
        return true;
    }
    a += 1u32;
    let mut difference = &a * &a - &n;
    for _ in 0..rounds {
        if is_square(&difference) {
            return true;
        }
        // (a+1)^2 - n = (a^2 - n) + 2a + 1
        difference += &a * 2u32 + 1u32;
        a += 1u32;
    }
    false
}

fn is_square(value: &BigUint) -> bool {
    let possible = SIEVE.iter().all(|modulus| {
        let rest = (value % *modulus).iter_u32_digits().next().unwrap_or(0);
        (0..*modulus).any(|root| root * root % modulus == rest)
    });
    if !possible {
        return false;
    }
    let root = value.sqrt();
    &root * &root == *value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_factors_are_found_and_distant_ones_are_not() {
        let base = BigUint::from(3u32).pow(640);
        // (base - d)(base + d): the first candidate is base itself, for any d^2 below about 2 base.
        for distance in [1u32, 1_000, u32::MAX] {
            let modulus = (&base - distance) * (&base + distance);
            assert!(has_close_primes(&modulus.to_bytes_be(), 100), "{distance}");
        }
        assert!(has_close_primes(&(&base * &base).to_bytes_be(), 100));
        let distant = (&base - 2u32) * (&base * 2u32 + 1u32);
        assert!(!has_close_primes(&distant.to_bytes_be(), 100));
    }

    #[test]
    fn the_round_limit_counts() {
        // 10 007 * 10 303: Fermat needs a = 10 155 or so from sqrt = 10 153.9.
        let modulus = BigUint::from(10_007u32 * 10_303);
        assert!(has_close_primes(&modulus.to_bytes_be(), 100));
        let modulus = BigUint::from(101u32 * 1_000_003);
        assert!(!has_close_primes(&modulus.to_bytes_be(), 100));
    }
}
