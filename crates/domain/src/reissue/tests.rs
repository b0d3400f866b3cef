//! J1 and J2 as tables.

use super::*;
use crate::catalogue::Step;
use crate::certificate::{Known, Relation, StageKind};
use crate::renewal::samples::{DAY, application, certificate, issued, policy};

fn code(error: &ReissueError) -> &'static str {
    match error {
        ReissueError::Foreign => "foreign",
        ReissueError::NotIssued { .. } => "not issued",
        ReissueError::OriginalNotIssued { .. } => "original not issued",
        ReissueError::TooLate { .. } => "too late",
        ReissueError::FreeUsedUp { .. } => "free used up",
        ReissueError::Running { .. } => "running",
        ReissueError::SiblingRunning { .. } => "sibling running",
    }
}

fn outcome(certificate: &Certificate, running: Option<&Running>, now: Timestamp) -> &'static str {
    outcome_with(certificate, &Followers::default(), running, now)
}

fn outcome_with(
    certificate: &Certificate,
    followers: &Followers,
    running: Option<&Running>,
    now: Timestamp,
) -> &'static str {
    let first = certificate.application().and_then(|a| a.reissues.clone()).unwrap_or(certificate.id.clone());
    match check(certificate, (&first, Some(StageKind::Issued)), followers, running, &policy(), now) {
        Ok(_) => "ok",
        Err(error) => code(&error),
    }
}

fn running(original: &str) -> Running {
    Running {
        primary_domain: "shop.org".into(),
        reissue: "reissue1".parse().expect("id"),
        original: original.parse().expect("id"),
    }
}

/// J1, seed 001: only issued, more than 30 days left, one at a time, siblings wait, free once.
#[test]
fn j1_only_what_is_in_force_for_more_than_thirty_days_and_once_at_a_time() {
    let begin = Timestamp::from_utc_date("2026-04-01").expect("date");
    let sold = certificate("original", application(365), issued(begin, 199));
    let end = sold.validity().expect("validity").not_after;
    for (now, expected) in [
        (begin, "ok"),
        (end.plus_seconds(-30 * DAY - 1), "ok"),
        (end.plus_seconds(-30 * DAY), "too late"),
        (end, "too late"),
        (end.plus_seconds(1), "not issued"),
    ] {
        assert_eq!(outcome(&sold, None, now), expected, "{now}");
    }
    assert_eq!(outcome(&sold, Some(&running("original")), begin), "running");
    assert_eq!(outcome(&sold, Some(&running("sibling1")), begin), "sibling running");

    let mut free = application(90);
    free.free = true;
    let once = certificate("original", free.clone(), issued(begin, 90));
    assert_eq!(outcome(&once, None, begin), "ok");
    let reissued = |stage| Followers::of([(Relation::Reissue, "reissue1".parse().expect("id"), stage)]);
    assert_eq!(outcome_with(&once, &reissued(StageKind::Issued), None, begin), "free used up");
    assert_eq!(outcome_with(&once, &reissued(StageKind::Failed), None, begin), "ok", "came to nothing");
    // The reissue of a free certificate is not reissued either: the kin has one.
    free.reissues = Some(once.id.clone());
    let reissue = certificate("reissue1", free, issued(begin, 90));
    assert_eq!(outcome_with(&reissue, &reissued(StageKind::Issued), None, begin), "free used up");
    // A paid one as often as its holder likes, one after the other.
    assert_eq!(outcome_with(&sold, &reissued(StageKind::Issued), None, begin), "ok");
}

/// I3, J1: a reissue is reissued only while its original is in force.
#[test]
fn j1_a_reissue_goes_with_its_original() {
    let begin = Timestamp::from_utc_date("2026-04-01").expect("date");
    let first: CertificateId = "original".parse().expect("id");
    let mut bought = application(365);
    bought.reissues = Some(first.clone());
    let reissue = certificate("reissue1", bought, issued(begin, 199));
    for stage in StageKind::ALL.into_iter().map(Some).chain([None]) {
        let asked = check(&reissue, (&first, stage), &Followers::default(), None, &policy(), begin);
        assert_eq!(asked.is_ok(), stage == Some(StageKind::Issued), "{stage:?}");
    }
}

/// J1: every stage but "issued" refuses, also while a revocation is decided.
#[test]
fn j1_every_other_stage_refuses() {
    for (name, stage) in crate::renewal::samples::stages() {
        let now = crate::renewal::samples::NOW;
        let found = outcome(&certificate("original", application(365), stage), None, now);
        assert_eq!(found, if name == "issued" { "ok" } else { "not issued" }, "{name}");
    }
}

/// J2, E5, F4: what is left of the course.
#[test]
fn j2_steps_of_a_reissue() {
    use Step::{Letter, PreReview, Review, Validation};
    let policy = policy();
    let begin = Timestamp::from_utc_date("2026-04-01").expect("date");
    let dv = [Validation];
    let (ov, wotrus) = ([Letter, Review, Validation], [PreReview, Validation, Review]);
    let (good, gone) = (Some(begin), None);
    for (course, free, organisation, same_csr, proof, approval, day, expected) in [
        // Paid DV of a person: validated, but not within three days, nor with the same CSR.
        (&dv[..], false, false, false, good, gone, 3, vec![]),
        (&dv, false, false, false, good, gone, 4, vec![Validation]),
        (&dv, false, false, true, good, gone, 100, vec![]),
        // The policy's window wins over the same CSR and the three days (E5).
        (&dv, false, false, true, gone, gone, 100, vec![Validation]),
        (&dv, false, false, false, gone, gone, 1, vec![Validation]),
        // Proved for the same organisation before.
        (&dv, false, true, false, good, gone, 100, vec![]),
        (&dv, false, true, false, gone, gone, 100, vec![Validation]),
        // Free: always the way it was the first time.
        (&dv, true, false, false, good, gone, 1, vec![Validation]),
        (&dv, true, false, true, good, gone, 1, vec![Validation]),
        // OV and EV: no letter, and no review while the approval is good (F4).
        (&ov, false, true, false, good, good, 100, vec![]),
        (&ov, false, true, false, gone, good, 100, vec![Validation]),
        (&ov, false, true, false, gone, gone, 100, vec![Review, Validation]),
        (&wotrus, false, true, false, gone, gone, 100, vec![Validation, Review]),
        (&wotrus, false, true, false, good, gone, 100, vec![Review]),
    ] {
        let asked = Asked { free, organization: organisation, same_csr };
        // GlobalSign's letter is not asked for again either.
        let known =
            Known { proved_at: proof, approved_at: approval, letter_always: true, profile_approved: false };
        let now = begin.plus_days(day);
        let found = passage(course, asked, Some(begin), &known, &policy, now);
        assert_eq!(found.steps, expected, "{course:?} {asked:?} {known:?} day {day}");
        let used = proof.filter(|_| !found.steps.contains(&Validation));
        assert_eq!(
            found.validated_at, used,
            "a proof is carried over only when it is used, and keeps its age"
        );
    }
}

/// J1: the domains under which siblings wait.
#[test]
fn j1_siblings_share_a_primary_domain() {
    let mut several = application(365);
    several.bound = ["a.shop.org", "*.shop.org", "b.c.shop.co.uk"].map(|n| n.parse().expect("name")).to_vec();
    assert_eq!(primary_domains(&several), ["shop.co.uk", "shop.org"]);
}
