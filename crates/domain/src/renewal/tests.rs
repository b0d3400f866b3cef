//! K1, K3 and K4 as tables, and a paid term of three years lived through day by day.

use super::samples::{DAY, NOW, application, certificate, issued, policy, stages, validity};
use super::*;
use crate::catalogue::{Catalogue, Step};
use crate::certificate::{Known, Relation, StageKind};
use crate::policy::ValidityPeriod;
use crate::upstream::{RenewalWindow, UpstreamOrder};

fn code(error: &RenewalError) -> &'static str {
    match error {
        RenewalError::Foreign => "foreign",
        RenewalError::Free => "free",
        RenewalError::NotIssued { .. } => "not issued",
        RenewalError::TermRuns { .. } => "term runs",
        RenewalError::TooSoon { .. } => "too soon",
        RenewalError::Renewed { .. } => "renewed",
        RenewalError::Reissued { .. } => "reissued",
    }
}

fn period(
    application: &Application,
    reissued_ends_at: Option<Timestamp>,
    policy: &Policy,
    at: Timestamp,
) -> Option<ValidityPeriod> {
    within_term(policy.validity_period(at, application.term_days), application, reissued_ends_at, at)
}

fn outcome(certificate: &Certificate, now: Timestamp) -> &'static str {
    check(certificate, &Followers::default(), None, &policy(), now)
        .map_or_else(|error| code(&error), |_| "ok")
}

/// K1: 31 days before the end refused, 30 and 0 days accepted, nothing after it.
#[test]
fn k1_renewal_opens_thirty_days_before_the_end() {
    let sold = certificate("original", application(199), issued(NOW, 199));
    let end = sold.validity().expect("validity").not_after;
    for (now, expected) in [
        (end.plus_days(-31), "too soon"),
        (end.plus_days(-30).plus_seconds(-1), "too soon"),
        (end.plus_days(-30), "ok"),
        (end.plus_days(-1), "ok"),
        (end, "ok"),
        (end.plus_seconds(1), "not issued"),
    ] {
        assert_eq!(outcome(&sold, now), expected, "{now}");
    }
    for (name, stage) in stages() {
        let other = certificate("original", application(199), stage);
        assert_eq!(outcome(&other, end), if name == "issued" { "ok" } else { "not issued" }, "{name}");
    }
    let with = |change: fn(&mut Application)| {
        let mut changed = application(199);
        change(&mut changed);
        outcome(&certificate("original", changed, issued(NOW, 199)), end)
    };
    assert_eq!(with(|a| a.free = true), "free");
    assert_eq!(with(|a| a.term_ends_at = Some(NOW.plus_days(365))), "term runs");
    for (relation, stage, expected) in [
        (Relation::Renewal, StageKind::AwaitingInformation, "renewed"),
        (Relation::Renewal, StageKind::Issued, "renewed"),
        (Relation::Renewal, StageKind::Refunded, "ok"),
        (Relation::Reissue, StageKind::Validating, "reissued"),
        (Relation::Reissue, StageKind::Cancelled, "ok"),
    ] {
        let followers = Followers::of([(relation, "follower".parse().expect("id"), stage)]);
        let found =
            check(&sold, &followers, None, &policy(), end).map_or_else(|error| code(&error), |_| "ok");
        assert_eq!(found, expected, "{relation:?} {stage:?}");
    }
}

/// K1: the days that remain and the bonus are added; one certificate never lasts longer than its day allows.
#[test]
fn k1_remaining_days_and_bonus_are_added() {
    let policy = policy();
    let old = validity(NOW, 199);
    for (seconds_left, expected) in
        [(30 * DAY, 396), (30 * DAY - 1, 396), (29 * DAY, 395), (1, 367), (0, 366), (-5, 366)]
    {
        let now = old.not_after.plus_seconds(-seconds_left);
        assert_eq!(term_days(365, &old, &policy, now), expected, "{seconds_left} seconds left");
    }
    for (date, days) in [("2026-01-01", 397), ("2026-06-01", 199), ("2027-06-01", 99), ("2029-06-01", 46)] {
        let at = Timestamp::from_utc_date(date).expect("date");
        let renewed = Application { renews: "original".parse().ok(), ..application(3 * 365 + 31) };
        assert_eq!(period(&renewed, None, &policy, at).expect("period").days(), days, "{date}");
    }
}

/// J2: a reissue ends with the certificate that it reissues, however much of the day's maximum is left.
#[test]
fn j2_a_reissue_keeps_the_last_second() {
    let policy = policy();
    let old = validity(NOW, 199);
    let reissue = application(365);
    let at = NOW.plus_days(100);
    let found = period(&reissue, Some(old.not_after), &policy, at).expect("period");
    assert_eq!(found.not_after, old.not_after);
    assert_eq!(period(&reissue, Some(old.not_after), &policy, old.not_after), None, "it has ended");
    // Longer than the day allows by now: the maximum of the day counts (BR 6.3.2).
    let before = Timestamp::from_utc_date("2026-03-01").expect("date");
    let long = validity(before, 397);
    let after = before.plus_days(20);
    assert_eq!(period(&reissue, Some(long.not_after), &policy, after).expect("period").days(), 199);
}

/// K3: when the next certificate of a term is due.
#[test]
fn k3_the_next_certificate_is_due_in_the_last_days_of_the_one_before() {
    let policy = policy();
    for (certificate_days, days_before) in [(397, 30), (199, 30), (99, 30), (46, 15)] {
        let validity = validity(NOW, certificate_days);
        let mut paid = application(3 * 365);
        assert_eq!(continues_at(&paid, &validity, None, &policy), None, "its term is not known yet");
        paid.term_ends_at = Some(term_ends_at(validity.not_before, paid.term_days));
        let at = continues_at(&paid, &validity, None, &policy).expect("due");
        assert_eq!(validity.not_after.seconds_since(at) / DAY, days_before, "{certificate_days}");
        let last = Application { term_ends_at: Some(validity.not_after), ..paid.clone() };
        assert_eq!(continues_at(&last, &validity, None, &policy), None, "the last one");
    }
}

/// K3, issue "must show" 3: three years bought in 2026 live through certificates of 200, 100 and 47 days (each a day less) to
/// their last second; each is inside the maximum of its day, none leaves a gap, and proofs are used only while good.
#[test]
fn k3_three_years_are_lived_through_to_their_last_second() {
    let policy = policy();
    let mut now = Timestamp::from_utc_date("2026-07-01").expect("date");
    let mut paid = application(3 * 365);
    let first = period(&paid, None, &policy, now).expect("period");
    let mut validity =
        Validity { not_before: first.not_before, not_after: first.not_after, ..validity(now, 1) };
    begin_term(&mut paid, &validity);
    assert_eq!(paid.term_ends_at, Some(term_ends_at(first.not_before, 3 * 365)));
    let mut lengths = vec![first.days()];
    let (mut proved_at, mut proofs) = (now, 1);
    while let Some(due) = continues_at(&paid, &validity, None, &policy) {
        assert!(due > now && due <= validity.not_after, "due {due}");
        now = due;
        let next = period(&paid, None, &policy, now).expect("period");
        policy.check_validity(next, now).expect("within the day's maximum");
        assert!(next.not_before <= validity.not_after, "no gap");
        assert!(next.not_after > validity.not_after, "each goes further");
        let good = Some(proved_at).filter(|at| now < policy.domain_evidence_ends(*at));
        let known = Known { proved_at: good, ..Known::default() };
        let passage = passage(&[Step::Validation], &known, now);
        assert_eq!(passage.steps.is_empty(), good.is_some());
        if good.is_none() {
            (proved_at, proofs) = (now, proofs + 1);
        }
        let paid_term = PaidTerm::of(&paid, Some(&validity), &policy).expect("paid");
        assert_eq!(paid_term.years, 3);
        validity = Validity { not_before: next.not_before, not_after: next.not_after, ..validity };
        lengths.push(next.days());
    }
    assert_eq!(Some(validity.not_after), paid.term_ends_at, "to the last second");
    assert_eq!(PaidTerm::of(&paid, Some(&validity), &policy), Some(PaidTerm { years: 3, year: 3 }));
    lengths.dedup();
    assert_eq!(lengths.get(..3), Some([199, 99, 46].as_slice()), "{lengths:?}");
    assert!(proofs > 3, "{proofs}");
}

/// K4: offered for one-year DV certificates of the brands named, while 14 days remain.
#[test]
fn k4_automatic_renewal_is_switched_until_fourteen_days_before_the_end() {
    let (policy, catalogue) = (policy(), Catalogue::compiled_in().expect("catalogue"));
    let product = |brand: &str, dv: bool| {
        let mut products = catalogue.products().iter();
        products
            .find(|p| p.brand == brand && p.level.is_dv() == dv && !p.is_free())
            .cloned()
            .unwrap_or_else(|| panic!("{brand}"))
    };
    let sold = |term_days| certificate("original", application(term_days), issued(NOW, 199));
    let year = sold(365);
    let end = year.validity().expect("validity").not_after;
    let may = |certificate: &Certificate, brand: &str, dv: bool, now: Timestamp| {
        switchable(certificate, &Followers::default(), &product(brand, dv), &policy, now).is_ok()
    };
    assert!(may(&year, "trustasia", true, end.plus_days(-14)), "the fourteenth day counts");
    assert!(!may(&year, "trustasia", true, end.plus_days(-14).plus_seconds(1)));
    assert!(!may(&year, "trustasia", false, NOW), "OV");
    assert!(!may(&year, "geotrust", false, NOW));
    assert!(!may(&sold(730), "trustasia", true, NOW), "two years");
    assert!(may(&sold(396), "trustasia", true, NOW), "a year and what remained of the one before");
    for (name, stage) in stages() {
        let other = certificate("original", application(365), stage);
        assert_eq!(may(&other, "trustasia", true, NOW), name == "issued", "{name}");
    }

    let mut paid = application(365);
    let validity = validity(NOW, 199);
    assert_eq!(
        charges_at(&paid, &validity, &product("trustasia", true), None, &policy),
        None,
        "switched off"
    );
    paid.renews_itself = true;
    assert_eq!(
        charges_at(&paid, &validity, &product("trustasia", true), None, &policy),
        Some(validity.not_after.plus_days(-30))
    );
    paid.term_ends_at = Some(NOW.plus_days(365));
    assert_eq!(
        charges_at(&paid, &validity, &product("trustasia", true), None, &policy),
        None,
        "another certificate of the term comes first"
    );
}

/// K3, K4, RFC 9773 section 4.2: the earlier of the policy's days and the moment that the authority asks for counts, in the
/// past too, but never for a certificate that has only begun.
#[test]
fn k3_k4_an_authority_may_ask_for_the_next_certificate_earlier() {
    let (policy, catalogue) = (policy(), Catalogue::compiled_in().expect("catalogue"));
    let product = catalogue.product(12).expect("product");
    let validity = validity(NOW, 199);
    let (begin, end) = (validity.not_before, validity.not_after);
    let youngest = begin.plus_seconds(policy.upstream.renewal_age_seconds_min);
    for (chosen, expected) in [
        (None, end.plus_days(-30)),
        (Some(end.plus_days(-29)), end.plus_days(-30)),
        (Some(end.plus_days(-31)), end.plus_days(-31)),
        (Some(begin.plus_days(1)), begin.plus_days(1)),
        (Some(youngest), youngest),
        (Some(youngest.plus_seconds(-1)), youngest),
        (Some(begin.plus_days(-100)), youngest),
    ] {
        let id = "original".parse().expect("id");
        let mut order = UpstreamOrder::new(id, "other".into(), NOW).issued();
        if let Some(at) = chosen {
            order = order.advised(RenewalWindow { from: at, to: at }, 3);
        }
        let asked = asked_at(&order, &validity, &policy);
        let mut paid = Application { renews_itself: true, ..application(365) };
        assert_eq!(charges_at(&paid, &validity, product, asked, &policy), Some(expected), "{chosen:?}");
        let sold = certificate("original", paid.clone(), Stage::Issued(validity.clone()));
        let may = |now| check(&sold, &Followers::default(), asked, &policy, now).is_ok();
        assert!(may(expected) && !may(expected.plus_seconds(-1)), "{chosen:?}");
        paid.term_ends_at = Some(begin.plus_days(365));
        assert_eq!(continues_at(&paid, &validity, asked, &policy), Some(expected), "{chosen:?}");
        let last = Application { term_ends_at: Some(end), ..paid.clone() };
        assert_eq!(continues_at(&last, &validity, asked, &policy), None, "the last of a term");
        paid.renews_itself = false;
        paid.term_ends_at = None;
        assert_eq!(charges_at(&paid, &validity, product, asked, &policy), None, "switched off");
    }
}
