//! Serial numbers of certificates (BR 7.1: "greater than zero, less than 2^159, at least 64 bits from a CSPRNG").

/// Makes a serial number of exactly 20 bytes from 20 random ones: the sign bit is cleared, so that it is positive and
/// below 2^159, and the next bit is set, so that it is never zero nor shorter; 158 random bits are left.
pub fn from_chance(chance: &[u8; 20]) -> [u8; 20] {
    let mut serial = *chance;
    if let Some(first) = serial.first_mut() {
        *first = (*first & 0x7f) | 0x40;
    }
    serial
}

/// True for a serial number (big endian) that BR 7.1 allows: positive, below 2^159, and long enough for 64 random bits.
pub(crate) fn is_allowed(serial: &[u8]) -> bool {
    let digits = serial.iter().skip_while(|byte| **byte == 0).count();
    let below_limit = match serial.len().checked_sub(digits).and_then(|zeros| serial.get(zeros)) {
        Some(first) => digits < 20 || (digits == 20 && *first < 0x80),
        None => false,
    };
    below_limit && digits >= 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_serial_is_positive_and_below_the_limit() {
        for chance in [[0u8; 20], [0xff; 20], [0x80; 20], [0x3f; 20]] {
            let serial = from_chance(&chance);
            assert!(is_allowed(&serial), "{serial:02x?}");
            assert_eq!(serial[0] & 0xc0, 0x40);
            assert_eq!(serial[1..], chance[1..]);
        }
    }

    #[test]
    fn must_never_07_short_zero_or_negative_serials_are_refused() {
        for (serial, allowed) in [
            (&[0u8; 20][..], false),
            (&[], false),
            (&[0xff; 20], false),
            (&[0x7f; 20], true),
            (&[0x7f; 21], false),
            (&[1; 7], false),
            (&[1; 8], true),
            (&[0, 0, 1, 1, 1, 1, 1, 1, 1], false),
        ] {
            assert_eq!(is_allowed(serial), allowed, "{serial:02x?}");
        }
    }
}
