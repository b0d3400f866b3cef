//! Whether the timestamps obtained are enough for a profile.

use super::SctRule;
use std::collections::HashSet;

impl SctRule {
    /// Whether logs run by these operators, one entry for each log, are enough.
    pub fn is_met_by(&self, operators: &[&str]) -> bool {
        let different: HashSet<&&str> = operators.iter().collect();
        operators.len() >= self.logs_min && different.len() >= self.operators_min
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_and_operators_are_counted_apart() {
        let rule = SctRule { logs_min: 3, operators_min: 2 };
        for (operators, met) in [
            (&[][..], false),
            (&["a", "b"], false),
            (&["a", "a", "a"], false),
            (&["a", "a", "b"], true),
            (&["a", "b", "c", "d"], true),
        ] {
            assert_eq!(rule.is_met_by(operators), met, "{operators:?}");
        }
    }
}
