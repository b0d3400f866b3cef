//! Rates by the generic cell rate algorithm: one number per limited thing says when its allowance is full again.

use crate::policy::Rate;

/// What came of a request for one more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Admission {
    /// It may happen; the allowance is full again at this moment, in milliseconds since the epoch.
    Admitted {
        /// The number to keep.
        full_at: i64,
    },
    /// There is no limit, so nothing is kept.
    Unlimited,
    /// It may not happen yet.
    Refused {
        /// When it may, in whole seconds from now, at least 1.
        retry_after_seconds: i64,
    },
}

/// Whether one more may happen at `now` (milliseconds since the epoch), given the number kept last.
pub fn admit(rate: Rate, full_at: Option<i64>, now: i64) -> Admission {
    if rate.count <= 0 {
        return Admission::Unlimited;
    }
    let window = rate.seconds.saturating_mul(1_000);
    // Rounded up, so that never more than `count` fit into the window.
    let interval = window.saturating_add(rate.count - 1) / rate.count;
    let next = full_at.unwrap_or(now).max(now).saturating_add(interval);
    let wait = next.saturating_sub(now).saturating_sub(window.max(interval));
    if wait > 0 {
        Admission::Refused { retry_after_seconds: (wait.saturating_add(999) / 1_000).max(1) }
    } else {
        Admission::Admitted { full_at: next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs requests at these milliseconds; `a` for admitted, or the seconds to wait.
    fn run(rate: Rate, moments: &[i64]) -> String {
        let mut kept = None;
        let mut text = String::new();
        for now in moments {
            match admit(rate, kept, *now) {
                Admission::Admitted { full_at } => {
                    kept = Some(full_at);
                    text.push('a');
                }
                Admission::Unlimited => text.push('u'),
                Admission::Refused { retry_after_seconds } => text.push_str(&retry_after_seconds.to_string()),
            }
        }
        text
    }

    #[test]
    fn a_burst_passes_and_then_one_per_interval() {
        let rate = Rate { count: 3, seconds: 30 };
        assert_eq!(run(rate, &[0, 0, 0, 0, 0]), "aaa1010");
        assert_eq!(run(rate, &[0, 0, 0, 9_000, 10_000, 10_000]), "aaa1a10");
        assert_eq!(run(rate, &[0, 0, 0, 60_000, 60_000, 60_000, 60_000]), "aaaaaa10");
        assert_eq!(run(Rate { count: 0, seconds: 30 }, &[0, 0]), "uu");
        assert_eq!(run(Rate { count: 1, seconds: 1 }, &[0, 999, 1_000]), "a1a");
    }

    #[test]
    fn more_per_second_than_milliseconds_is_still_bounded() {
        assert_eq!(
            run(Rate { count: 1_000_000, seconds: 1 }, &[0; 1_001]),
            format!("{}1", "a".repeat(1_000))
        );
    }
}
