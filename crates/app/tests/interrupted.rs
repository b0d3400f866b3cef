//! What happens when the service is interrupted between two steps, or a step runs twice: on a real SQLite register,
//! with a store that can be told to fail.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use chancery_app::ports::{Clock, TaskKind};
use chancery_app::{Code, Ctx, engine, issuance, operation_log, validation};
use chancery_domain::certificate::Stage;
use chancery_domain::operation_log::Operation;
use chancery_domain::time::Timestamp;
use std::sync::atomic::Ordering;

use support::*;

#[tokio::test]
async fn must_never_21_storage_that_fails_after_signing_leaves_a_known_serial() {
    let world = world().await;
    let id = world.apply("shop.boutique.org").await;
    validation::look(&world.app, &world.ctx, &id).await.unwrap();
    // The serial is recorded, the certificate is signed, and then the register is gone.
    world.writes_left.store(1, Ordering::SeqCst);
    let failure = issuance::sign(&world.app, &world.ctx, &id).await.unwrap_err();
    assert_eq!(failure.code, Code::StorageUnavailable);
    let wanted = id.clone();
    let recorded =
        world.read(move |register| Ok(register.issuance_for(&wanted)?)).await.expect("serial known");
    assert!(matches!(world.stage(&id).await, Stage::Issuing { serial: Some(s), .. } if s == recorded.serial));

    // The stored task goes on with the same serial and the same bytes.
    world.writes_left.store(-1, Ordering::SeqCst);
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
    let Stage::Issued(validity) = world.stage(&id).await else { panic!("not issued") };
    assert_eq!(validity.serial, recorded.serial);
    let serial = recorded.serial.clone();
    let kept = world.read(move |register| Ok(register.issuance(&serial)?)).await.unwrap();
    let signed = kept.signed.expect("kept");
    assert!(signed.windows(recorded.to_be_signed.len()).any(|part| part == recorded.to_be_signed));
}

#[tokio::test]
async fn must_never_21_storage_that_fails_before_the_serial_is_recorded_signs_nothing() {
    let world = world().await;
    let id = world.apply("shop.boutique.org").await;
    validation::look(&world.app, &world.ctx, &id).await.unwrap();
    world.writes_left.store(0, Ordering::SeqCst);
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap_err();
    let wanted = id.clone();
    assert!(world.read(move |register| Ok(register.issuance_for(&wanted)?)).await.is_none());
}

#[tokio::test]
async fn must_never_24_a_task_that_runs_twice_issues_once() {
    let world = world().await;
    let id = world.apply("shop.boutique.org").await;
    for _ in 0..2 {
        validation::poll(&world.app, &world.ctx, &id, 1).await.unwrap();
    }
    for _ in 0..2 {
        issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
    }
    assert!(matches!(world.stage(&id).await, Stage::Issued(_)));
    assert_eq!(world.lines(Operation::DomainValidationPassed).await, 1);
    assert_eq!(world.lines(Operation::Issued).await, 1);
    let account = world.account;
    assert_eq!(world.read(move |register| Ok(register.quota_used_by_account(account, NOW, 20)?)).await, 1);
    let fault = operation_log::verify(&world.app, account).await.unwrap().fault;
    assert_eq!(fault, None);
}

#[tokio::test]
async fn must_never_24_two_runs_at_the_same_time_issue_once() {
    let world = world().await;
    let id = world.apply("shop.boutique.org").await;
    validation::look(&world.app, &world.ctx, &id).await.unwrap();
    let runs = (0..8).map(|_| issuance::sign(&world.app, &world.ctx, &id));
    for outcome in futures_util::future::join_all(runs).await {
        outcome.unwrap();
    }
    assert!(matches!(world.stage(&id).await, Stage::Issued(_)));
    assert_eq!(world.lines(Operation::Issued).await, 1);
}

/// A clock that stands still.
struct Standing(Timestamp);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        self.0
    }
}

#[tokio::test]
async fn each_step_fails_once_and_the_engine_still_issues() {
    let world = world().await;
    let id = world.apply("shop.boutique.org").await;
    // Every single write of the way to the certificate fails once, at another place in each turn.
    for turn in 0..12 {
        let now = NOW.plus_seconds(1_000 * (turn + 1));
        world.writes_left.store(turn % 6, Ordering::SeqCst);
        let _ = engine::run_due(&world.app, &Standing(now), &world.ctx.entropy).await;
        world.writes_left.store(-1, Ordering::SeqCst);
        let _ = engine::run_due(&world.app, &Standing(now.plus_seconds(500)), &world.ctx.entropy).await;
    }
    assert!(matches!(world.stage(&id).await, Stage::Issued(_)));
    assert_eq!(world.lines(Operation::Issued).await, 1);
    let wanted = id.to_string();
    let left = world.read(move |register| Ok(register.task(TaskKind::SignCertificate, &wanted)?)).await;
    assert!(left.is_none(), "the task is done: {left:?}");
}

#[tokio::test]
async fn after_three_days_the_application_is_closed_and_the_quota_returns() {
    let world = world().await;
    let id = world.apply("shop.boutique.org").await;
    let late =
        Ctx { now: NOW.plus_seconds(world.app.policy.validation.deadline_seconds + 1), ..world.ctx.clone() };
    assert_eq!(validation::poll(&world.app, &late, &id, 1).await.unwrap(), None);
    assert!(matches!(world.stage(&id).await, Stage::Failed { .. }));
    let account = world.account;
    assert_eq!(
        world.read(move |register| Ok(register.quota_used_by_account(account, late.now, 20)?)).await,
        0
    );
}
