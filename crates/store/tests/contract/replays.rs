//! Marks of mutating requests.

use crate::samples::NOW;
use crate::support::Database;
use chancery_app::ports::{Replay, Scope};

on_both!(answers_are_kept_for_replays, marks_are_forgotten_after_their_moment, one_of_many_at_once_is_first);

async fn answers_are_kept_for_replays(db: Database) {
    let seen = db
        .write(|r| {
            let first = r.claim_signature("s", NOW)?;
            let second = r.claim_signature("s", NOW)?;
            r.keep_answer("s", "{}")?;
            r.keep_answer("nobody's", "{}")?;
            Ok([first, second, r.claim_signature("s", NOW)?, r.claim_signature("t", NOW)?])
        })
        .await;
    assert_eq!(seen, [Replay::First, Replay::Unanswered, Replay::Answered("{}".into()), Replay::First]);
}

async fn marks_are_forgotten_after_their_moment(db: Database) {
    let seen = db
        .write(|r| {
            r.claim_signature("old", NOW.plus_seconds(-1))?;
            r.claim_signature("new", NOW)?;
            r.forget_signatures(NOW)?;
            Ok([r.claim_signature("old", NOW)?, r.claim_signature("new", NOW)?])
        })
        .await;
    assert_eq!(seen, [Replay::First, Replay::Unanswered]);
}

async fn one_of_many_at_once_is_first(db: Database) {
    let other = db.another_node().await;
    for round in 0..5 {
        let mut running = Vec::new();
        for number in 0..32 {
            let store = if number % 2 == 0 { db.store.clone() } else { other.clone() };
            running.push(tokio::spawn(async move {
                let claim = move |r: &mut dyn chancery_app::ports::Register| {
                    let claimed = r.claim_signature(&format!("s{round}"), NOW)?;
                    if claimed == Replay::First {
                        r.keep_answer(&format!("s{round}"), "answer")?;
                    }
                    Ok(claimed)
                };
                store.write(Scope::Unguarded, claim).await.unwrap()
            }));
        }
        let mut first = 0;
        for task in running {
            match task.await.unwrap() {
                Replay::First => first += 1,
                Replay::Answered(answer) => assert_eq!(answer, "answer"),
                // The winner answers in the same unit, so that nobody sees the mark without it.
                Replay::Unanswered => panic!("a mark without its answer was seen"),
            }
        }
        assert_eq!(first, 1);
    }
}
