//! The window in which a certificate is best renewed (RFC 9773 section 4.2).

use crate::time::Timestamp;

/// First and last moment of the window. `percent` are the window's bounds in hundredths of the validity; `lost` means
/// that the certificate is revoked or its key compromised, and puts the window into the past.
pub fn renewal_window(
    not_before: Timestamp,
    not_after: Timestamp,
    percent: (i64, i64),
    lost: bool,
    now: Timestamp,
) -> (Timestamp, Timestamp) {
    let lifetime = not_after.seconds_since(not_before);
    let at = |hundredths: i64| not_before.plus_seconds(lifetime.saturating_mul(hundredths) / 100);
    let (start, end) = (at(percent.0), at(percent.1));
    if !lost || end < now {
        return (start, end);
    }
    // RFC 9773 section 4.2: a window in the past asks for renewal at once.
    let end = now.plus_seconds(-1).max(not_before.plus_seconds(1));
    (start.min(end.plus_seconds(-1)), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_a_part_of_the_validity_and_past_for_what_is_lost() {
        let (from, to) = (Timestamp(1_000_000), Timestamp(2_000_000));
        let window = |lost, now| {
            let (start, end) = renewal_window(from, to, (60, 80), lost, Timestamp(now));
            (start.0, end.0)
        };
        assert_eq!(window(false, 1_000_001), (1_600_000, 1_800_000));
        assert_eq!(window(false, 1_900_000), (1_600_000, 1_800_000));
        assert_eq!(window(true, 1_200_000), (1_199_998, 1_199_999));
        assert_eq!(window(true, 1_700_000), (1_600_000, 1_699_999));
        assert_eq!(window(true, 1_900_000), (1_600_000, 1_800_000));
    }
}
