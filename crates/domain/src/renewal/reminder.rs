//! When the holder of a certificate is reminded that it ends (M1; seeds 000 and 002: the day after its renewal has opened).

use crate::certificate::{Certificate, Origin, Stage};
use crate::policy::Policy;
use crate::time::Timestamp;

/// The moment of the reminder; nothing for a certificate that is not in force, whose successor in a paid term is made
/// without its holder (K3), whose ACME client renews it, or that is shorter than the window of renewal.
pub fn reminds_at(certificate: &Certificate, policy: &Policy) -> Option<Timestamp> {
    let Stage::Issued(validity) = &certificate.stage else { return None };
    let goes_on = match &certificate.origin {
        Origin::Applied(application) => application.term_ends_at.is_some_and(|end| end > validity.not_after),
        Origin::Uploaded { .. } => false,
        Origin::Acme { .. } => return None,
    };
    let renewal = &policy.renewal;
    let opens_at = validity.not_after.plus_days(-renewal.opens_days_before);
    let at = opens_at.plus_days(renewal.reminds_days_after_opening);
    (!goes_on && opens_at > validity.not_before).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{DAY, NOW, application, certificate, issued, policy};
    use super::*;

    /// M1: the day after renewal has opened, thirty days before the end.
    #[test]
    fn m1_the_reminder_is_due_a_day_after_renewal_has_opened() {
        let policy = policy();
        for (days, reminded) in [(20, false), (30, false), (31, true), (47, true), (90, true), (199, true)] {
            let one = certificate("abcdefgh", application(days), issued(NOW, days));
            let end = one.validity().map(|validity| validity.not_after);
            let at = reminds_at(&one, &policy);
            assert_eq!(at, end.filter(|_| reminded).map(|end| end.plus_seconds(-29 * DAY)), "{days}");
        }
    }

    /// M1, K3: what goes on by itself needs no reminder, and what is not in force has none.
    #[test]
    fn m1_nobody_is_reminded_of_what_goes_on_by_itself() {
        let policy = policy();
        let Stage::Issued(validity) = issued(NOW, 199) else { return };
        for (longer, reminded) in [(1, false), (0, true)] {
            let mut bought = application(365);
            bought.term_ends_at = Some(validity.not_after.plus_seconds(longer));
            let one = certificate("abcdefgh", bought, issued(NOW, 199));
            assert_eq!(reminds_at(&one, &policy).is_some(), reminded, "{longer}");
        }
        let ended = Stage::Expired(validity);
        assert_eq!(reminds_at(&certificate("abcdefgh", application(199), ended), &policy), None);
        let acme = Origin::Acme { account: String::new(), order: String::new(), profile: String::new() };
        let one = Certificate { origin: acme, ..certificate("abcdefgh", application(199), issued(NOW, 199)) };
        assert_eq!(reminds_at(&one, &policy), None);
    }
}
