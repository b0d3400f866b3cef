//! The golden matrix of reviews: every stage against every action by every party.

use super::*;

const NOW: Timestamp = Timestamp(1_795_000_000);
const LATER: Timestamp = Timestamp(1_795_000_600);

fn name(text: &str) -> Reviewer {
    text.parse().expect("name")
}

fn stages() -> Vec<(&'static str, Stage)> {
    let by = name("ann");
    vec![
        ("waiting", Stage::Waiting { since: NOW }),
        ("taken by ann", Stage::Taken { by: by.clone(), at: NOW }),
        ("asked by ann", Stage::Asked { by: by.clone(), at: NOW }),
        ("seconding, first ann", Stage::Seconding { by: by.clone(), at: NOW }),
        ("approved", Stage::Approved { by: vec![by.clone()], at: NOW }),
        (
            "refused",
            Stage::Refused { by, at: NOW, cause: RefusalCause::LetterUnreadable, note: String::new() },
        ),
        ("withdrawn", Stage::Withdrawn { at: NOW }),
    ]
}

type Action = (&'static str, fn(Stage, &Party) -> Result<Stage, ReviewError>);

fn actions() -> Vec<Action> {
    vec![
        ("take", |s, p| s.take(p, LATER)),
        ("release", |s, p| s.release(p, LATER)),
        ("ask", |s, p| s.ask(p, LATER)),
        ("answer", |s, p| s.answer(p, LATER)),
        ("call", |s, p| s.may_call(p).map(|()| s)),
        ("approve", |s, p| s.approve(p, false, LATER)),
        ("approve: four eyes", |s, p| s.approve(p, true, LATER)),
        ("refuse", |s, p| s.refuse(p, RefusalCause::LetterUnreadable, String::new(), LATER)),
        ("new letter", |s, _| Ok(s.letter_replaced(LATER))),
        ("withdraw", |s, p| s.withdraw(p, LATER)),
    ]
}

fn parties() -> Vec<(&'static str, Party)> {
    vec![
        ("ann", Party::Reviewer(name("ann"))),
        ("ben", Party::Reviewer(name("ben"))),
        ("applicant", Party::Applicant),
        ("service", Party::Service),
    ]
}

// F3: the queue's actions, who may do them, and when.
#[test]
fn the_matrix_is_as_written() {
    let mut text = String::from(
        "# stage x action x party -> next stage, or ! and why not. Refresh: UPDATE_MATRIX=1 cargo test -p chancery-domain\n",
    );
    for (stage_name, stage) in stages() {
        text.push_str(&format!("\n{stage_name}\n"));
        for (action, run) in actions() {
            for (party_name, party) in parties() {
                let outcome = match run(stage.clone(), &party) {
                    Ok(next) => next.kind().code().to_owned(),
                    Err(error) => format!("! {error}"),
                };
                text.push_str(&format!("  {action:<18} {party_name:<9} {outcome}\n"));
            }
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/review/matrix.txt");
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(path, &text).expect("matrix written");
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), text);
}

// F3: a review is approved once; the second approval is refused and changes nothing.
#[test]
fn a_second_approval_is_refused() {
    let ann = Party::Reviewer(name("ann"));
    let approved = Stage::Taken { by: name("ann"), at: NOW }.approve(&ann, false, NOW).expect("approved");
    assert_eq!(approved.approve(&ann, false, LATER), Err(ReviewError::Ended { stage: "approved" }));
}

// F3: where two reviewers have to agree, one of them twice is not enough.
#[test]
fn four_eyes_are_two_people() {
    let (ann, ben) = (Party::Reviewer(name("ann")), Party::Reviewer(name("ben")));
    let first = Stage::Taken { by: name("ann"), at: NOW }.approve(&ann, true, NOW).expect("first");
    assert_eq!(first.clone().approve(&ann, true, LATER), Err(ReviewError::SameReviewer { by: name("ann") }));
    let second = first.approve(&ben, true, LATER).expect("second");
    assert_eq!(second, Stage::Approved { by: vec![name("ann"), name("ben")], at: LATER });
}

#[test]
fn names_of_reviewers_are_plain() {
    for good in ["ann", "ann.lee@example.org", "\u{5f20}\u{4f1f}"] {
        assert!(good.parse::<Reviewer>().is_ok(), "{good}");
    }
    for bad in ["", "a b", "a\nb", "a;b", &"x".repeat(65)] {
        assert!(bad.parse::<Reviewer>().is_err(), "{bad:?}");
    }
}
