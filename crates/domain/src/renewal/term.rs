//! A paid term that lasts longer than one certificate may: when the next certificate is due, what it has to pass, and
//! which year of the term it is in (K3, product rule "multi-year").

use super::asked::earlier;
use crate::catalogue::Step;
use crate::certificate::{Application, Known, Passage, Validity};
use crate::policy::Policy;
use crate::time::{SECONDS_PER_DAY, Timestamp};

/// The last second of a term of `term_days` whose first certificate begins at `not_before`.
pub fn term_ends_at(not_before: Timestamp, term_days: i64) -> Timestamp {
    not_before.plus_days(term_days).plus_seconds(-1)
}

/// The term begins with the first certificate that is issued for it; reissues and later certificates know it already,
/// and free certificates have none.
pub fn begin_term(application: &mut Application, validity: &Validity) {
    if application.free || application.reissues.is_some() || application.term_ends_at.is_some() {
        return;
    }
    let end = term_ends_at(validity.not_before, application.term_days);
    application.term_ends_at = Some(end.max(validity.not_after));
}

/// When the next certificate of the term is applied for; nothing when this is the last one, or a free one.
///
/// It is `renewal.continues_days_before` days before the end, but never with more than
/// `renewal.continues_share_percent` of the validity left: certificates of 47 days would otherwise be replaced two
/// weeks after they began. The authority may ask for it earlier (`asked_at`).
pub fn continues_at(
    application: &Application,
    validity: &Validity,
    asked_at: Option<Timestamp>,
    policy: &Policy,
) -> Option<Timestamp> {
    application.term_ends_at.filter(|end| *end > validity.not_after)?;
    if application.free {
        return None;
    }
    let renewal = &policy.renewal;
    let whole = validity.not_after.seconds_since(validity.not_before).max(0);
    let share = whole.saturating_mul(renewal.continues_share_percent).div_euclid(100);
    let before = share.min(renewal.continues_days_before.saturating_mul(SECONDS_PER_DAY));
    Some(earlier(validity.not_after.plus_seconds(-before), asked_at))
}

/// What the next certificate of a term has to pass at `now`: nothing that is `known` from before (E5, F4), and neither
/// letter nor pre-review, which the first one passed.
pub fn passage(course: &[Step], known: &Known, now: Timestamp) -> Passage {
    let course: Vec<Step> =
        course.iter().copied().filter(|step| !matches!(step, Step::Letter | Step::PreReview)).collect();
    Passage::planned(&course, &Known { letter_always: false, ..*known }, now)
}

/// The years of a paid term and the one that a certificate begins in (`PreAuditInfo`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PaidTerm {
    /// Years bought, at least one.
    pub years: i64,
    /// The year that the certificate begins in, from 1.
    pub year: i64,
}

impl PaidTerm {
    /// The term of an application; nothing for free ones.
    pub fn of(application: &Application, validity: Option<&Validity>, policy: &Policy) -> Option<Self> {
        if application.free {
            return None;
        }
        let year_days = policy.orders.year_days.max(1);
        let years = application.term_days.div_euclid(year_days).max(1);
        let year = match (application.term_ends_at, validity) {
            (Some(ends_at), Some(validity)) => {
                let begins_at = ends_at.plus_days(-application.term_days);
                let days = validity.not_before.seconds_since(begins_at).div_euclid(SECONDS_PER_DAY);
                days.div_euclid(year_days).saturating_add(1).clamp(1, years)
            }
            _ => 1,
        };
        Some(PaidTerm { years, year })
    }
}
