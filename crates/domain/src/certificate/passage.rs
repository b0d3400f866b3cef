//! How far an application is on its course: the steps ahead of it, and when names and organisation were found good.

use crate::catalogue::Step;
use crate::time::Timestamp;
use crate::validation::Challenge;
use serde::{Deserialize, Serialize};

/// The steps that an application still has to pass, and what it passed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Passage {
    /// The steps ahead, the present one first; those that may be skipped are left out when it is submitted (F2, F4, E5).
    pub steps: Vec<Step>,
    /// When the present step began.
    pub since: Timestamp,
    /// When the last name was proved, also by a proof that is used again (E5).
    pub validated_at: Option<Timestamp>,
    /// When the organisation was approved, also by an approval that is used again (F4).
    pub approved_at: Option<Timestamp>,
}

impl Passage {
    /// A course from its beginning; nothing is proved or approved yet.
    pub fn begin(steps: Vec<Step>, now: Timestamp) -> Self {
        Passage { steps, since: now, validated_at: None, approved_at: None }
    }

    /// The steps that are left of a product's course when it is submitted: approvals and proofs that are still good are
    /// used again. Where the letter is always asked for, somebody reads it too (F2, F4, E5).
    pub fn planned(course: &[Step], known: &Known, now: Timestamp) -> Self {
        let reviewed = known.approved_at.filter(|_| !known.letter_always);
        let left = |step: &Step| match step {
            Step::Letter => reviewed.is_none() && (known.letter_always || !known.profile_approved),
            Step::PreReview | Step::Review => reviewed.is_none(),
            Step::Validation => known.proved_at.is_none(),
        };
        let steps: Vec<Step> = course.iter().copied().filter(left).collect();
        let examines = course.contains(&Step::Review);
        Passage {
            steps,
            since: now,
            validated_at: known.proved_at,
            approved_at: reviewed.filter(|_| examines),
        }
    }

    /// The present step; nothing when all are passed.
    pub fn current(&self) -> Option<Step> {
        self.steps.first().copied()
    }

    /// Behind the present step.
    pub(super) fn next(mut self, now: Timestamp) -> Self {
        if !self.steps.is_empty() {
            self.steps.remove(0);
        }
        self.since = now;
        self
    }
}

/// What was found good before and may be used again; each moment only while the dated policy lets it be used.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Known {
    /// The organisation's profile and its administrator are approved (F1, F2).
    pub profile_approved: bool,
    /// When the same information was approved before for this product (F4).
    pub approved_at: Option<Timestamp>,
    /// When the names were proved, the earliest of all; nothing unless each of them was (E5).
    pub proved_at: Option<Timestamp>,
    /// The brand asks for the letter all the same (F2: GlobalSign).
    pub letter_always: bool,
}

/// What a validation that begins needs; drawn by whoever moves an application on, and used when validation is next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Makings {
    /// What has to be published.
    pub challenges: Vec<Challenge>,
    /// When the other names were proved, the earliest of all; nothing where every name is proved anew (E5).
    pub reused_at: Option<Timestamp>,
    /// How long there is for it, in seconds (E4).
    pub allowed_seconds: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000);
    const BEFORE: Option<Timestamp> = Some(Timestamp(1_790_000_000));

    // F2, F4, E5: which steps are left of each course by what is known from before.
    #[test]
    fn steps_are_left_out_where_something_was_found_good_before() {
        use Step::{Letter, PreReview, Review, Validation};
        let nothing = Known::default();
        let profile = Known { profile_approved: true, ..nothing };
        let approved = Known { approved_at: BEFORE, ..profile };
        let proved = Known { proved_at: BEFORE, ..nothing };
        let always = |known: Known| Known { letter_always: true, ..known };
        let all = Known { proved_at: BEFORE, ..approved };
        let usual = [Letter, Review, Validation];
        let sm2 = [Letter, Validation, Review];
        let wotrus = [PreReview, Validation, Review];
        let rows: [(&[Step], Known, &[Step]); 15] = [
            (&[Validation], nothing, &[Validation]),
            (&[Validation], proved, &[]),
            (&usual, nothing, &[Letter, Review, Validation]),
            (&usual, profile, &[Review, Validation]),
            (&usual, approved, &[Validation]),
            (&usual, proved, &[Letter, Review]),
            (&usual, all, &[]),
            (&usual, always(profile), &[Letter, Review, Validation]),
            (&usual, always(approved), &[Letter, Review, Validation]),
            (&usual, always(all), &[Letter, Review]),
            (&sm2, profile, &[Validation, Review]),
            (&sm2, Known { approved_at: BEFORE, ..nothing }, &[Validation]),
            (&wotrus, nothing, &[PreReview, Validation, Review]),
            (&wotrus, approved, &[Validation]),
            (&wotrus, proved, &[PreReview, Review]),
        ];
        for (course, known, left) in rows {
            let passage = Passage::planned(course, &known, NOW);
            assert_eq!(passage.steps, left, "{course:?} {known:?}");
            assert_eq!(passage.validated_at, known.proved_at);
            let skipped = course.contains(&Review) && !left.contains(&Review);
            assert_eq!(passage.approved_at, known.approved_at.filter(|_| skipped), "{course:?} {known:?}");
        }
    }
}
