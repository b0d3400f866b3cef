//! What a reissue still has to pass (J2): the product's course without letter and pre-review, and without what was found
//! good before and may be used again (E5, F4).

use crate::catalogue::Step;
use crate::certificate::{Known, Passage};
use crate::policy::Policy;
use crate::time::Timestamp;

/// What is asked for and about whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// It is a free certificate.
    pub free: bool,
    /// An organisation stands behind the application.
    pub organization: bool,
    /// The CSR is that of the certificate reissued.
    pub same_csr: bool,
}

/// The passage of a reissue asked for at `now`; `not_before` is the first second of the first certificate of its kin, `known`
/// what was found good before and may be used again by the policy of the day.
///
/// Names are proved anew unless a proof of each may be used again and one of three holds (E5): the CSR is the same, the
/// certificate was first issued not long ago, or it was proved for the same organisation. A free certificate is always
/// proved anew, the way it was the first time. The organisation is examined anew unless its approval is still good (F4).
pub fn passage(
    course: &[Step],
    asked: Asked,
    not_before: Option<Timestamp>,
    known: &Known,
    policy: &Policy,
    now: Timestamp,
) -> Passage {
    // (seed 001: less than three days after the original issue)
    let young = not_before.is_some_and(|begins_at| {
        let issued_at = begins_at.plus_seconds(policy.issuance.backdate_seconds);
        now.seconds_since(issued_at) < policy.reissue.no_validation_seconds
    });
    let used_again = !asked.free && (asked.same_csr || young || asked.organization);
    let known = Known { proved_at: known.proved_at.filter(|_| used_again), letter_always: false, ..*known };
    let course: Vec<Step> =
        course.iter().copied().filter(|step| !matches!(step, Step::Letter | Step::PreReview)).collect();
    Passage::planned(&course, &known, now)
}
