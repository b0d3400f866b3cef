//! Small factors: a modulus made of two large primes has none below 752 (BR 6.1.6, NIST SP 800-89 section 5.3.3).

use num_bigint::BigUint;

/// Factors below this are looked for.
const BOUND: u32 = 752;

/// The smallest odd prime below the bound that divides the modulus (big endian).
pub(super) fn find(modulus: &[u8]) -> Option<u32> {
    let modulus = BigUint::from_bytes_be(modulus);
    // The smallest divisor of a number is a prime by itself, so that other odd numbers need not be left out.
    (3..BOUND).step_by(2).find(|factor| &modulus % *factor == BigUint::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_primes_are_found_and_larger_ones_are_not() {
        for (modulus, factor) in
            [(751u32 * 757, Some(751)), (757 * 761, None), (9 * 757, Some(3)), (101 * 751, Some(101))]
        {
            assert_eq!(find(&modulus.to_be_bytes()), factor, "{modulus}");
        }
    }
}
