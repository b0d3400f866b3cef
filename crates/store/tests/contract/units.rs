//! Units of work: whole or not at all, and only what they wrote themselves.

use crate::samples::{NOW, certificate, files, id};
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::ports::{ApiKey, Replay, Scope, StoreError};
use chancery_app::{Code, Failure};
use chancery_domain::ids::SecretId;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

on_both!(
    a_unit_sees_its_own_writes,
    a_failing_unit_leaves_nothing,
    failing_units_among_good_ones_roll_back_alone,
    a_panicking_unit_is_a_failure_and_the_next_one_works,
    a_unit_goes_on_after_taken,
    a_unit_that_ignores_a_fault_is_not_kept,
    a_reading_unit_cannot_write,
    a_reading_unit_sees_one_state,
    units_of_one_account_do_not_overlap,
    a_caller_that_goes_away_harms_nobody,
);

async fn a_unit_sees_its_own_writes(db: Database) {
    let seen = db
        .write(|r| {
            r.insert_certificate(&certificate(1), &files())?;
            Ok(r.certificate(&id(1))?)
        })
        .await;
    assert_eq!(seen, Some(certificate(1)));
}

async fn a_failing_unit_leaves_nothing(db: Database) {
    let failed = db
        .store
        .write(Scope::Account(ACCOUNT), |r| {
            r.insert_certificate(&certificate(1), &files())?;
            Err::<(), _>(Failure::new(Code::CsrInvalid, "no"))
        })
        .await;
    assert_eq!(failed.unwrap_err().code, Code::CsrInvalid);
    assert_eq!(db.read(|r| Ok(r.certificate(&id(1))?)).await, None);
    // Its id was not used up either.
    db.write(|r| Ok(r.insert_certificate(&certificate(1), &files())?)).await;
}

async fn failing_units_among_good_ones_roll_back_alone(db: Database) {
    let mut running = Vec::new();
    for number in 0..60_u64 {
        let store = db.store.clone();
        running.push(tokio::spawn(async move {
            store
                .write(Scope::Account(ACCOUNT), move |r| {
                    r.insert_certificate(&certificate(number), &files())?;
                    match number % 3 {
                        0 => Err(Failure::new(Code::CsrInvalid, "no")),
                        1 if number % 2 == 0 => panic!("a unit that panics on purpose"),
                        _ => Ok(()),
                    }
                })
                .await
                .is_ok()
        }));
    }
    for (number, task) in (0_u64..).zip(running) {
        let answered = task.await.unwrap();
        let expected = number % 3 == 2 || (number % 3 == 1 && number % 2 == 1);
        assert_eq!(answered, expected, "answer of {number}");
        let there = db.read(move |r| Ok(r.certificate(&id(number))?.is_some())).await;
        assert_eq!(there, expected, "row of {number}");
    }
}

async fn a_panicking_unit_is_a_failure_and_the_next_one_works(db: Database) {
    let unit = |r: &mut dyn chancery_app::ports::Register| -> Result<(), Failure> {
        r.insert_certificate(&certificate(1), &files())?;
        panic!("a unit that panics on purpose")
    };
    for _ in 0..20 {
        assert_eq!(db.store.write(Scope::System, unit).await.unwrap_err().code, Code::Internal);
        let reading = db.store.read(|_| -> Result<(), Failure> { panic!("a unit that panics on purpose") });
        assert_eq!(reading.await.unwrap_err().code, Code::Internal);
    }
    assert_eq!(db.read(|r| Ok(r.certificate(&id(1))?)).await, None);
    db.write(|r| Ok(r.insert_certificate(&certificate(1), &files())?)).await;
}

async fn a_unit_goes_on_after_taken(db: Database) {
    db.write(|r| Ok(r.insert_certificate(&certificate(1), &files())?)).await;
    let second = db
        .write(|r| {
            let mut number = 1;
            while let Err(StoreError::Taken(_)) = r.insert_certificate(&certificate(number), &files()) {
                number += 1;
            }
            assert_eq!(r.claim_public_key("aa", &id(number))?, None);
            Ok(number)
        })
        .await;
    assert_eq!(second, 2);
    assert_eq!(db.read(|r| Ok(r.certificate(&id(2))?)).await, Some(certificate(2)));
}

async fn a_unit_that_ignores_a_fault_is_not_kept(db: Database) {
    let outcome = db
        .store
        .write(Scope::Account(ACCOUNT), |r| {
            r.claim_signature("before", NOW)?;
            // A key of an account that is not there breaks a reference.
            let key = ApiKey {
                id: SecretId("A".into()),
                account: ACCOUNT,
                sealed_secret: vec![],
                created_at: NOW,
                disabled_at: None,
            };
            assert!(matches!(r.add_key(&key), Err(StoreError::Broken(_))));
            let _ = r.claim_signature("after", NOW);
            Ok(())
        })
        .await;
    assert_eq!(outcome.unwrap_err().code, Code::Internal);
    let again = db.write(|r| Ok((r.claim_signature("before", NOW)?, r.claim_signature("after", NOW)?))).await;
    assert_eq!(again, (Replay::First, Replay::First));
}

async fn a_reading_unit_cannot_write(db: Database) {
    let outcome = db.store.read(|r| Ok(r.insert_certificate(&certificate(1), &files())?)).await;
    assert_eq!(outcome.unwrap_err().code, Code::Internal);
    assert_eq!(db.read(|r| Ok(r.certificate(&id(1))?)).await, None);
}

async fn a_reading_unit_sees_one_state(db: Database) {
    db.write(|r| Ok(r.insert_certificate(&certificate(1), &files())?)).await;
    let (began, has_begun) = std::sync::mpsc::channel();
    let (changed, has_changed) = std::sync::mpsc::channel();
    let (began, has_changed) = (parking(began), parking(has_changed));
    let store = db.store.clone();
    let reading = tokio::spawn(async move {
        store
            .read(move |r| {
                let first = r.certificate(&id(1))?.unwrap().alias;
                began.lock().unwrap().send(()).unwrap();
                has_changed.lock().unwrap().recv().unwrap();
                Ok((first, r.certificate(&id(1))?.unwrap().alias))
            })
            .await
            .unwrap()
    });
    tokio::task::spawn_blocking(move || has_begun.recv().unwrap()).await.unwrap();
    db.write(|r| {
        let renamed = chancery_domain::certificate::Certificate { alias: "new".into(), ..certificate(1) };
        Ok(r.update_certificate(&renamed)?)
    })
    .await;
    changed.send(()).unwrap();
    assert_eq!(reading.await.unwrap(), (String::new(), String::new()));
    // A unit that begins after the answer sees what was answered.
    assert_eq!(db.read(|r| Ok(r.certificate(&id(1))?.unwrap().alias)).await, "new");
}

fn parking<T>(value: T) -> Arc<std::sync::Mutex<T>> {
    Arc::new(std::sync::Mutex::new(value))
}

async fn units_of_one_account_do_not_overlap(db: Database) {
    let other = db.another_node().await;
    let running_now = Arc::new(AtomicU64::new(0));
    let mut tasks = Vec::new();
    for number in 0..64_u64 {
        let store = if number % 2 == 0 { db.store.clone() } else { other.clone() };
        let running_now = running_now.clone();
        tasks.push(tokio::spawn(async move {
            store
                .write(Scope::Account(OTHER), move |r| {
                    assert_eq!(
                        running_now.fetch_add(1, Ordering::SeqCst),
                        0,
                        "two units of one account overlap"
                    );
                    r.claim_signature(&number.to_string(), NOW)?;
                    r.task(chancery_app::ports::TaskKind::CheckValidation, "")?;
                    running_now.fetch_sub(1, Ordering::SeqCst);
                    Ok(())
                })
                .await
        }));
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
}

async fn a_caller_that_goes_away_harms_nobody(db: Database) {
    for number in 0..10 {
        let store = db.store.clone();
        let task = tokio::spawn(async move {
            let _ = store
                .write(Scope::Account(ACCOUNT), move |r| {
                    Ok(r.insert_certificate(&certificate(number), &files())?)
                })
                .await;
        });
        tokio::task::yield_now().await;
        task.abort();
    }
    db.write(|r| Ok(r.insert_certificate(&certificate(100), &files())?)).await;
    assert_eq!(db.read(|r| Ok(r.certificate(&id(100))?)).await, Some(certificate(100)));
}

/// Sends units at once, some of which set the sabotage off; an answer of `Ok` and a row must go together.
async fn answers_agree_with_rows(db: Database) {
    let mut refused = 0;
    for round in 0..10_u64 {
        let mut running = Vec::new();
        for number in 0..20_u64 {
            let store = db.store.clone();
            running.push(tokio::spawn(async move {
                let signature =
                    if number == 7 { format!("poison {round}") } else { format!("{round} {number}") };
                let unit = move |r: &mut dyn chancery_app::ports::Register| {
                    r.insert_certificate(&certificate(round * 100 + number), &files())?;
                    Ok(r.claim_signature(&signature, NOW)?)
                };
                store.write(Scope::Unguarded, unit).await
            }));
        }
        for (number, task) in (0_u64..).zip(running) {
            let answer = task.await.unwrap();
            let there = db.read(move |r| Ok(r.certificate(&id(round * 100 + number))?.is_some())).await;
            assert_eq!(answer.is_ok(), there, "{number}: {answer:?}");
            match answer {
                Ok(_) => assert_ne!(number, 7),
                Err(failure) => {
                    assert_eq!(failure.code, Code::StorageUnavailable);
                    refused += 1;
                }
            }
        }
        // The writer goes on.
        db.write(move |r| Ok(r.insert_certificate(&certificate(round * 100 + 99), &files())?)).await;
    }
    assert!(refused >= 10, "the sabotaged units at least were refused");
}

#[test]
fn when_sqlite_ends_a_group_by_itself_all_of_it_is_told() {
    crate::support::on_sqlite(|db| async move {
        db.raw(
            "CREATE TRIGGER sabotage AFTER INSERT ON replays WHEN NEW.signature LIKE 'poison%'
             BEGIN SELECT RAISE(ROLLBACK, 'sabotage'); END",
        )
        .await;
        answers_agree_with_rows(db).await;
    });
}

#[test]
fn when_a_group_cannot_be_committed_all_of_it_is_told() {
    crate::support::on_sqlite(|db| async move {
        db.raw(
            "CREATE TABLE sabotage (x TEXT REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED);
             CREATE TRIGGER sabotage_trigger AFTER INSERT ON replays WHEN NEW.signature LIKE 'poison%'
             BEGIN INSERT INTO sabotage VALUES ('nobody'); END",
        )
        .await;
        answers_agree_with_rows(db).await;
    });
}

#[test]
fn postgres_units_that_lock_in_opposite_orders_both_succeed() {
    crate::support::on_postgres(|db| async move {
        let other = db.another_node().await;
        let meeting = Arc::new(std::sync::Barrier::new(2));
        let runs = Arc::new(AtomicU64::new(0));
        let start = |store: chancery_app::ports::Store, scope, first: &'static str, second: &'static str| {
            let (meeting, runs) = (meeting.clone(), runs.clone());
            tokio::spawn(async move {
                let unit = move |r: &mut dyn chancery_app::ports::Register| {
                    r.lock_primary_domain(first)?;
                    if runs.fetch_add(1, Ordering::SeqCst) < 2 {
                        meeting.wait();
                    }
                    r.lock_primary_domain(second)?;
                    Ok(r.claim_signature(first, NOW)?)
                };
                store.write(scope, unit).await.unwrap()
            })
        };
        let one = start(db.store.clone(), Scope::Account(ACCOUNT), "a.example", "b.example");
        let two = start(other, Scope::Account(OTHER), "b.example", "a.example");
        assert_eq!((one.await.unwrap(), two.await.unwrap()), (Replay::First, Replay::First));
        assert!(runs.load(Ordering::SeqCst) > 2, "one of them was run again");
    });
}

#[test]
fn postgres_connections_that_were_lost_are_replaced() {
    crate::support::on_postgres(|db| async move {
        let cut = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}' AND pid <> pg_backend_pid()",
            db.url.rsplit('/').next().unwrap()
        );
        for number in 0..5 {
            db.write(move |r| Ok(r.insert_certificate(&certificate(number), &files())?)).await;
            crate::support::administer(&crate::support::server(), &cut).await;
        }
        // Lost in the middle of a unit: refused for now, nothing kept.
        let (began, has_begun) = std::sync::mpsc::channel();
        let (cut_off, is_cut_off) = std::sync::mpsc::channel();
        let (began, is_cut_off) = (parking(began), parking(is_cut_off));
        let store = db.store.clone();
        let unit = tokio::spawn(async move {
            store
                .write(Scope::Account(ACCOUNT), move |r| {
                    r.insert_certificate(&certificate(9), &files())?;
                    began.lock().unwrap().send(()).unwrap();
                    is_cut_off.lock().unwrap().recv().unwrap();
                    Ok(r.delete_certificate(&id(8))?)
                })
                .await
        });
        tokio::task::spawn_blocking(move || has_begun.recv().unwrap()).await.unwrap();
        crate::support::administer(&crate::support::server(), &cut).await;
        cut_off.send(()).unwrap();
        assert_eq!(unit.await.unwrap().unwrap_err().code, Code::StorageUnavailable);
        assert_eq!(db.read(|r| Ok(r.certificate(&id(9))?)).await, None);
        assert_eq!(db.read(|r| Ok(r.certificate(&id(4))?)).await, Some(certificate(4)));
    });
}
