//! Serial numbers of certificates (BR 7.1: "greater than zero, less than 2^159, at least 64 bits from a CSPRNG").

use chancery_domain::time::Timestamp;

/// Makes a serial number of exactly 20 bytes from 20 random ones: the sign bit is cleared, so that it is positive and
/// below 2^159, and the next bit is set, so that it is never zero nor shorter; 158 random bits are left.
pub fn from_chance(chance: &[u8; 20]) -> [u8; 20] {
    let mut serial = *chance;
    if let Some(first) = serial.first_mut() {
        *first = (*first & 0x7f) | 0x40;
    }
    serial
}

/// Makes a serial number of exactly 20 bytes that begins with the moment and ends with 120 random bits: what is issued at
/// the same time stands side by side in the register's index, so that an insertion costs the same however many are there.
/// The moment tells nothing that notBefore does not.
pub fn at(now: Timestamp, chance: &[u8; 15]) -> [u8; 20] {
    let mut serial = [0; 20];
    let [first, rest @ ..] = &mut serial;
    *first = 0x40;
    let (moment, random) = rest.split_at_mut(4);
    // The low 32 bits: they begin anew in 2106, which only changes the order.
    let [.., a, b, c, d] = now.0.to_be_bytes();
    moment.copy_from_slice(&[a, b, c, d]);
    random.copy_from_slice(chance);
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

/// The part of a revocation list, from 0 to `shards` less one, that names a serial: decided by the last four octets,
/// which are chance, so that parts grow alike. Nothing when lists are not in parts.
pub fn shard(serial: &[u8], shards: i64) -> Option<i64> {
    let [.., a, b, c, d] = serial else { return None };
    (shards > 0).then(|| i64::from(u32::from_be_bytes([*a, *b, *c, *d])) % shards)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_stable_and_alike() {
        let mut count = [0; 8];
        for n in 0..8_000u32 {
            let serial = [&[0x40; 16][..], &n.wrapping_mul(2_654_435_761).to_be_bytes()].concat();
            let shard = shard(&serial, 8).unwrap_or(-1);
            count[usize::try_from(shard).unwrap_or(usize::MAX)] += 1;
        }
        assert!(count.iter().all(|n| (900..1_100).contains(n)), "{count:?}");
        assert_eq!(shard(&[1, 2, 3, 4, 5], 16), Some(5));
        assert_eq!((shard(&[1, 2, 3], 16), shard(&[1, 2, 3, 4], 0)), (None, None));
    }

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
    fn must_never_07_serials_of_one_moment_differ_in_120_random_bits() {
        let now = Timestamp(1_800_000_000);
        let serial = at(now, &[0xff; 15]);
        assert!(
            is_allowed(&serial) && is_allowed(&at(now, &[0; 15])) && is_allowed(&at(Timestamp(0), &[0; 15]))
        );
        assert_eq!(serial[..5], [0x40, 0x6b, 0x49, 0xd2, 0x00]);
        assert_eq!(serial[5..], [0xff; 15]);
        assert!(at(now.plus_seconds(1), &[0; 15]) > at(now, &[0xff; 15]));
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
