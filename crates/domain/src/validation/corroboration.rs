//! Whether remote perspectives confirm what the primary one saw (BR 3.2.2.9; must never happen, number 19).

use crate::policy::Policy;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What happens when fewer remote perspectives are configured than the policy of the day wants.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default, Debug)]
#[serde(rename_all = "lowercase")]
pub enum PerspectiveMode {
    /// Those that there are must agree; the record says that they were too few. For a private authority.
    #[default]
    Available,
    /// Nothing is validated.
    Required,
}

/// One remote perspective's opinion in one attempt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Vote<'a> {
    /// Its name.
    pub perspective: &'a str,
    /// The region of the address registry that it stands in.
    pub region: &'a str,
    /// Whether it saw the same as the primary one. One that was silent does not agree.
    pub agrees: bool,
}

/// How far an attempt was confirmed; stands in its record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default, Debug)]
pub struct Corroboration {
    /// Remote perspectives asked.
    pub remotes: usize,
    /// Of these, those that agree.
    pub agreed: usize,
    /// Remote perspectives that the policy of the day wants; 0 before the rule began.
    pub remotes_wanted: usize,
    /// Names of those that do not agree.
    pub dissenting: Vec<String>,
    /// Why the attempt does not count; nothing when it does.
    pub refused: Option<String>,
}

impl Corroboration {
    /// Whether the attempt counts.
    pub fn holds(&self) -> bool {
        self.refused.is_none()
    }

    /// One phrase for the record.
    pub fn explain(&self) -> String {
        match (&self.refused, self.remotes) {
            (Some(why), _) => why.clone(),
            (None, 0) => {
                format!("without remote perspectives (the policy of the day wants {})", self.remotes_wanted)
            }
            (None, remotes) if remotes < self.remotes_wanted => format!(
                "confirmed by {} of {remotes} remote perspectives (the policy of the day wants {})",
                self.agreed, self.remotes_wanted
            ),
            (None, remotes) => format!("confirmed by {} of {remotes} remote perspectives", self.agreed),
        }
    }
}

/// Counts the votes of one attempt. The votes are all of this attempt: the caller has no others.
///
/// With as many perspectives as the policy wants, at most the policy's number may disagree and those that agree
/// span the wanted regions. With fewer the mode decides; then too at most the policy's number may disagree.
pub fn corroborate(
    policy: &Policy,
    at: Timestamp,
    mode: PerspectiveMode,
    votes: &[Vote<'_>],
) -> Corroboration {
    let rule = policy.perspectives(at);
    let agreeing: Vec<&Vote<'_>> = votes.iter().filter(|vote| vote.agrees).collect();
    let dissenting: Vec<String> =
        votes.iter().filter(|vote| !vote.agrees).map(|vote| vote.perspective.to_owned()).collect();
    let remotes_wanted = rule.map_or(0, |rule| rule.remotes_min);
    let regions: BTreeSet<&str> = agreeing.iter().map(|vote| vote.region).collect();
    let regions_wanted = rule.map_or(0, |rule| rule.regions_min);
    let dissent_max = policy.dissent_max(votes.len());
    let enough = votes.len() >= remotes_wanted;
    let refused = if !enough && mode == PerspectiveMode::Required {
        Some(format!(
            "{} remote perspectives are configured and the policy of the day wants {remotes_wanted}",
            votes.len()
        ))
    } else if dissenting.len() > dissent_max {
        Some(format!(
            "{} of {} remote perspectives do not see the same ({}); at most {dissent_max} may differ",
            dissenting.len(),
            votes.len(),
            dissenting.join(", ")
        ))
    } else if enough && regions.len() < regions_wanted {
        Some(format!(
            "the remote perspectives that agree stand in {} registry regions and {regions_wanted} are wanted",
            regions.len()
        ))
    } else {
        None
    };
    Corroboration { remotes: votes.len(), agreed: agreeing.len(), remotes_wanted, dissenting, refused }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(date: &str) -> Timestamp {
        Timestamp::from_utc_date(date).expect("a date")
    }

    /// `+` agrees, `-` does not; the letter is the region.
    fn count(date: &str, mode: PerspectiveMode, votes: &str) -> Corroboration {
        let policy = Policy::compiled_in().expect("the compiled-in policy");
        let votes: Vec<Vote<'_>> = votes
            .split_whitespace()
            .map(|text| Vote {
                perspective: text,
                region: text.get(1..).unwrap_or_default(),
                agrees: text.starts_with('+'),
            })
            .collect();
        corroborate(&policy, at(date), mode, &votes)
    }

    #[test]
    fn must_never_19_quorum_by_the_day() {
        let required = PerspectiveMode::Required;
        for (date, votes, holds) in [
            ("2025-09-14", "", true),
            ("2025-09-15", "", false),
            ("2025-09-15", "+a +a", true),
            ("2025-09-15", "+a -a", true),
            ("2025-09-15", "-a -a", false),
            ("2026-03-14", "+a +b", true),
            ("2026-03-15", "+a +b", false),
            ("2026-03-15", "+a +a +b", true),
            ("2026-03-15", "+a +a +a", false),
            ("2026-06-15", "+a +a +b", false),
            ("2026-06-15", "+a +a +b +c", true),
            ("2026-12-15", "+a +a +b +c", false),
            // One hijacked perspective neither refuses service nor decides.
            ("2026-12-15", "+a +a +b +c -c", true),
            ("2026-12-15", "+a +a +b -c -c", false),
            ("2026-12-15", "+a +b -a -b -c", false),
            // The regions of those that agree count.
            ("2026-12-15", "+a +a +a +a -b", false),
            ("2026-12-15", "+a +a +a +a +a", false),
            ("2026-12-15", "+a +a +b +b -c -c", true),
            ("2026-12-15", "+a +b +b -b -c -c", false),
        ] {
            let counted = count(date, required, votes);
            assert_eq!(counted.holds(), holds, "{date} {votes}: {counted:?}");
        }
    }

    #[test]
    fn too_few_perspectives_are_said_in_the_record() {
        let alone = count("2026-11-21", PerspectiveMode::Available, "");
        assert!(alone.holds());
        assert_eq!(alone.explain(), "without remote perspectives (the policy of the day wants 4)");
        let few = count("2026-11-21", PerspectiveMode::Available, "+a +a");
        assert_eq!(few.explain(), "confirmed by 2 of 2 remote perspectives (the policy of the day wants 4)");
        assert!(!count("2026-11-21", PerspectiveMode::Available, "-a").holds());
        assert!(!count("2026-11-21", PerspectiveMode::Available, "+a -a -b").holds());
        assert!(!count("2026-11-21", PerspectiveMode::Available, "+a +a +a +a").holds(), "one region");
    }
}
