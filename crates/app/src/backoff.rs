//! How long a task that failed waits before its next attempt.

/// First delay, in seconds.
const FIRST_SECONDS: i64 = 2;

/// Longest delay, in seconds.
const LONGEST_SECONDS: i64 = 600;

/// Delay before the next attempt of a task that failed for a reason of ours: 2, 4, 8 seconds and so on, at most ten
/// minutes. How often proofs are looked for is another matter and stands in the policy.
pub fn retry_delay_seconds(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts.clamp(1, 30) - 1).unwrap_or(0);
    FIRST_SECONDS.saturating_mul(1_i64.checked_shl(doublings).unwrap_or(i64::MAX)).min(LONGEST_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::retry_delay_seconds;

    #[test]
    fn delays_double_up_to_ten_minutes() {
        let delays: Vec<i64> = [0, 1, 2, 3, 8, 9, 10, 1_000].map(retry_delay_seconds).to_vec();
        assert_eq!(delays, [2, 2, 4, 8, 256, 512, 600, 600]);
    }
}
