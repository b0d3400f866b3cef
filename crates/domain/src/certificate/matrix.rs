//! Every stage against every action, written out in `matrix.txt`.

use super::*;
use crate::catalogue::Step;
use crate::issuance::Serial;
use crate::name::{DnsName, Name};
use crate::revocation::Reason;
use crate::validation::{Cause, Method, Verdict, challenges};

const NOW: Timestamp = Timestamp(1_800_000_000);
const ALLOWED: i64 = 259_200;

fn progress() -> Progress {
    let names = [Name::Plain(DnsName::parse("shop.org").expect("name"))];
    let mut token = 0;
    let challenges = challenges(&names, Method::DnsTxt, "proof.invalid", || {
        token += 1;
        format!("token{token}")
    });
    Progress::begin(challenges, NOW, ALLOWED)
}

fn passage(steps: &[Step]) -> Passage {
    Passage::begin(steps.to_vec(), NOW)
}

fn makings() -> Makings {
    Makings { challenges: progress().challenges, reused_at: None, allowed_seconds: ALLOWED }
}

fn revoking(need: RevocationNeed) -> Stage {
    Stage::Revoking { validity: validity(), reason: Reason::Superseded, asked_at: NOW, need }
}

fn serial() -> Serial {
    Serial::from_bytes(&[1, 2, 3])
}

fn validity() -> Validity {
    Validity {
        serial: serial(),
        not_before: NOW,
        not_after: NOW.plus_days(90),
        validated_at: Some(NOW),
        approved_at: None,
        fingerprint_sha1: "ab".into(),
    }
}

fn stages() -> Vec<(&'static str, Stage)> {
    vec![
        ("awaiting-information", Stage::AwaitingInformation),
        ("awaiting-letter", Stage::AwaitingLetter(passage(&[Step::Letter, Step::Review, Step::Validation]))),
        (
            "reviewing: pre-review",
            Stage::Reviewing(passage(&[Step::PreReview, Step::Validation, Step::Review])),
        ),
        ("reviewing, then validating", Stage::Reviewing(passage(&[Step::Review, Step::Validation]))),
        (
            "reviewing, the last step",
            Stage::Reviewing(Passage { validated_at: Some(NOW), ..passage(&[Step::Review]) }),
        ),
        ("reviewing, nothing proved", Stage::Reviewing(passage(&[Step::Review]))),
        ("validating", Stage::Validating(progress(), passage(&[Step::Validation]))),
        (
            "validating, then reviewing",
            Stage::Validating(progress(), passage(&[Step::Validation, Step::Review])),
        ),
        ("issuing", Stage::Issuing { validated_at: NOW, approved_at: None, serial: None }),
        ("issuing+serial", Stage::Issuing { validated_at: NOW, approved_at: None, serial: Some(serial()) }),
        ("issued", Stage::Issued(validity())),
        ("revoking: letter", revoking(RevocationNeed::Letter)),
        ("revoking: review", revoking(RevocationNeed::Review)),
        ("revoking: proof", revoking(RevocationNeed::Proof(progress()))),
        ("revoking: nothing", revoking(RevocationNeed::Nothing)),
        ("expired", Stage::Expired(validity())),
        ("revoked", Stage::Revoked { validity: validity(), at: NOW, reason: Reason::Superseded }),
        (
            "failed",
            Stage::Failed { at: NOW, reason: FailureReason::ValidationTimedOut { last_seen: String::new() } },
        ),
        ("cancelled", Stage::Cancelled { at: NOW }),
        ("refunded", Stage::Refunded { at: NOW }),
    ]
}

type Action = (&'static str, fn(Stage) -> Result<Change, CertificateError>);

fn actions() -> Vec<Action> {
    vec![
        ("submit", |s| s.submit(passage(&[Step::Letter, Step::Review, Step::Validation]), makings(), NOW)),
        ("submit: all passed before", |s| {
            let passage = Passage { validated_at: Some(NOW), approved_at: Some(NOW), ..passage(&[]) };
            s.submit(passage, makings(), NOW)
        }),
        ("submit: nothing proved", |s| s.submit(passage(&[]), makings(), NOW)),
        ("upload_letter", |s| s.upload_letter(makings(), NOW)),
        ("approve", |s| s.approve(makings(), NOW)),
        ("refuse_review", |s| s.refuse_review("letter-unreadable".into(), "scan it again".into(), NOW)),
        ("validate: proof seen", |s| s.validate(&[(0, Verdict::Passed)], NOW)),
        ("validate: not yet", |s| s.validate(&[(0, Verdict::NotYet { cause: Cause::RecordMissing })], NOW)),
        ("validate: after deadline", |s| s.validate(&[(0, Verdict::Passed)], NOW.plus_seconds(ALLOWED + 1))),
        ("time_out: at deadline", |s| s.time_out("x".into(), NOW.plus_seconds(ALLOWED))),
        ("time_out: after deadline", |s| s.time_out("x".into(), NOW.plus_seconds(ALLOWED + 1))),
        ("prove_again", |s| s.prove_again(makings(), NOW)),
        ("begin_signing", |s| s.begin_signing(serial())),
        ("issue", |s| s.issue(validity())),
        ("issue: other serial", |s| s.issue(Validity { serial: Serial::from_bytes(&[9]), ..validity() })),
        ("refuse", |s| s.refuse("no".into(), NOW)),
        ("cancel", |s| s.cancel(NOW)),
        ("resubmit", Stage::resubmit),
        ("refund", |s| s.refund(NOW)),
        ("ask_revocation: at once", |s| s.ask_revocation(Reason::Superseded, RevocationNeed::Nothing, NOW)),
        ("ask_revocation: letter", |s| s.ask_revocation(Reason::Superseded, RevocationNeed::Letter, NOW)),
        ("ask_revocation: proof", |s| {
            s.ask_revocation(Reason::Superseded, RevocationNeed::Proof(progress()), NOW)
        }),
        ("upload_revocation_letter", Stage::upload_revocation_letter),
        ("approve_revocation", Stage::approve_revocation),
        ("refuse_revocation", Stage::refuse_revocation),
        ("prove_revocation: proof seen", |s| s.prove_revocation(&[(0, Verdict::Passed)], NOW)),
        ("prove_revocation: after deadline", |s| {
            s.prove_revocation(&[(0, Verdict::Passed)], NOW.plus_seconds(ALLOWED + 1))
        }),
        ("time_out_revocation: at deadline", |s| s.time_out_revocation(NOW.plus_seconds(ALLOWED))),
        ("time_out_revocation: after deadline", |s| s.time_out_revocation(NOW.plus_seconds(ALLOWED + 1))),
        ("revoke", |s| s.revoke(Reason::KeyCompromise, NOW)),
        ("expire: at last second", |s| s.expire(NOW.plus_days(90))),
        ("expire: after", |s| s.expire(NOW.plus_days(90).plus_seconds(1))),
    ]
}

type Deletion = (&'static str, bool, Option<(Relation, StageKind)>, i64);

/// I5: what is deleted, whether it is free, what came out of it, and seconds after the application.
const DELETIONS: [Deletion; 9] = [
    ("delete", false, None, 0),
    ("delete: free, held", true, None, 3_599),
    ("delete: free", true, None, 3_600),
    ("delete: renewal to submit", false, Some((Relation::Renewal, StageKind::AwaitingInformation)), 0),
    ("delete: renewal being issued", true, Some((Relation::Renewal, StageKind::Issuing)), 0),
    ("delete: next of term applied for", false, Some((Relation::Continuation, StageKind::Validating)), 0),
    ("delete: renewal issued", false, Some((Relation::Renewal, StageKind::Issued)), 0),
    ("delete: renewal cancelled", false, Some((Relation::Renewal, StageKind::Cancelled)), 0),
    ("delete: reissue applied for", false, Some((Relation::Reissue, StageKind::Reviewing)), 0),
];

fn bought(stage: Stage, free: bool) -> Certificate {
    let names: Vec<Name> = vec!["shop.org".parse().expect("name")];
    Certificate {
        id: "original".parse().expect("id"),
        account: AccountId(1),
        domain: "shop.org".into(),
        names: vec!["shop.org".into()],
        origin: Origin::Applied(Application {
            free,
            requested: names.clone(),
            bound: names,
            ..Application::bought(OrderId(1), ProductCode(12), 365, 1)
        }),
        usage: Usage::Server,
        algorithm: None,
        algorithm_text: String::new(),
        alias: String::new(),
        project: ProjectId(0),
        tags: Vec::new(),
        stage,
        created_at: NOW,
        changed_at: NOW,
        password_chosen: false,
        notices_ignored: false,
        key_held: true,
    }
}

fn policy() -> Policy {
    Policy::compiled_in().expect("policy")
}

fn delete(stage: Stage, (_, free, child, seconds): Deletion) -> Result<(), CertificateError> {
    let id = || "follower".parse().expect("id");
    let followers = Followers::of(child.map(|(relation, stage)| (relation, id(), stage)));
    bought(stage, free).deletable(&followers, &policy(), NOW.plus_seconds(seconds))
}

#[test]
fn the_matrix_is_as_written() {
    let mut text = String::from(
        "# stage x action -> next stage [events], or ! and why not. Refresh: UPDATE_MATRIX=1 cargo test -p chancery-domain\n",
    );
    for (stage_name, stage) in stages() {
        text.push_str(&format!("\n{stage_name}\n"));
        for (action, run) in actions() {
            let outcome = match run(stage.clone()) {
                Ok(change) => format!("{} {:?}", change.next.name(), change.events),
                Err(error) => format!("! {error}"),
            };
            text.push_str(&format!("  {action:<35} {outcome}\n"));
        }
        for deletion in DELETIONS {
            let outcome = match delete(stage.clone(), deletion) {
                Ok(()) => "deleted".to_owned(),
                Err(error) => format!("! {error}"),
            };
            text.push_str(&format!("  {:<35} {outcome}\n", deletion.0));
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/certificate/matrix.txt");
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(path, &text).expect("matrix written");
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), text);
}

/// I5: what was uploaded is deleted at any time.
#[test]
fn i5_an_upload_is_deleted_at_any_time() {
    let origin = Origin::Uploaded { issuer: String::new(), purpose: Vec::new(), notes: Vec::new() };
    let uploaded = Certificate { origin, ..bought(Stage::Issued(validity()), false) };
    let followers =
        Followers::of([(Relation::Renewal, "follower".parse().expect("id"), StageKind::Validating)]);
    assert_eq!(uploaded.deletable(&followers, &policy(), NOW), Ok(()));
}

#[test]
fn a_second_issue_changes_nothing() {
    let issued = Stage::Issuing { validated_at: NOW, approved_at: None, serial: Some(serial()) }
        .issue(validity())
        .expect("issued");
    let again = issued.next.clone().issue(validity()).expect("same");
    assert_eq!(again, Change::quiet(issued.next));
}

#[test]
fn a_second_begin_keeps_the_first_serial() {
    let first = Stage::Issuing { validated_at: NOW, approved_at: None, serial: None }
        .begin_signing(serial())
        .expect("begun");
    let second = first.next.clone().begin_signing(Serial::from_bytes(&[7])).expect("begun");
    assert_eq!(second.next, first.next);
}
