//! I1, I2: a revocation that was asked for and is not decided, or is decided against the wish: what the certificate would
//! have lived through meanwhile is not lost, and nothing is left behind when it ends first.

use crate::paid::*;
use crate::renewals::{PRICE, cash, switch, top_up};
use crate::support::*;
use chancery_app::ports::{Concern, Scope, TaskKind};
use chancery_app::reactions::advance;
use chancery_app::renewal::{continue_terms, remind_of_ends, renew_by_itself};
use chancery_app::{Code, certificate as certificates, revocation};
use chancery_domain::certificate::{Progress, Relation, RevocationNeed, Stage};
use chancery_domain::ids::CertificateId;
use chancery_domain::operation_log::Operation;
use chancery_domain::review::ReviewSubject;
use chancery_domain::revocation::Reason;
use chancery_domain::time::Timestamp;

/// Its revocation is asked for and waits for `need`.
pub async fn asked(world: &World, now: Timestamp, id: &CertificateId, need: RevocationNeed) {
    let (app, ctx, id) = (world.app.clone(), at(world, now), id.clone());
    let unit = world.app.store.write(Scope::Account(world.account), move |register| {
        let mut certificate = register.certificate(&id)?.unwrap();
        let change = certificate.stage.clone().ask_revocation(Reason::Superseded, need.clone(), ctx.now)?;
        advance(register, &ctx, &app, &mut certificate, change)
    });
    unit.await.unwrap();
}

/// Staff refuse it.
pub async fn refused(world: &World, now: Timestamp, id: &CertificateId) {
    let (app, ctx, id) = (world.app.clone(), at(world, now), id.clone());
    let unit = world.app.store.write(Scope::Account(world.account), move |register| {
        revocation::review_refused(&app, register, &ctx, &id).map(drop)
    });
    unit.await.unwrap();
}

async fn children(world: &World, relation: Relation, id: &CertificateId) -> Vec<CertificateId> {
    let id = id.clone();
    world.read(move |register| Ok(register.related(&id, relation)?)).await
}

async fn due(world: &World, concern: Concern, id: &CertificateId) -> Option<Timestamp> {
    let id = id.clone();
    world.read(move |register| Ok(register.due_at(concern, &id)?)).await
}

/// I2: whatever it waits for, it ends with its last second; nobody looks for its proofs or examines it any more, and it is
/// deleted like every certificate that has ended (I5).
#[tokio::test]
async fn i2_what_was_not_decided_ends_with_the_certificate() {
    let world = world().await;
    let proof = || RevocationNeed::Proof(Progress::begin(Vec::new(), NOW, 1_000 * 86_400));
    let needs = [RevocationNeed::Letter, RevocationNeed::Review, proof()];
    for (name, need) in ["one.org", "two.org", "three.org"].into_iter().zip(needs) {
        let id = buy(&world, NOW, Bought { name, term_days: 199, ..Bought::default() }).await;
        let end = certificate(&world, &id).await.validity().unwrap().not_after;
        asked(&world, NOW.plus_days(100), &id, need.clone()).await;
        certificates::expire(&world.app, &at(&world, end)).await.unwrap();
        assert!(
            matches!(world.stage(&id).await, Stage::Revoking { .. }),
            "{need:?}: in force to its last second"
        );
        let after = end.plus_seconds(1);
        certificates::expire(&world.app, &at(&world, after)).await.unwrap();
        assert!(matches!(world.stage(&id).await, Stage::Expired(_)), "{need:?}");
        let subject = ReviewSubject::Revocation(id.clone());
        assert!(world.read(move |register| Ok(register.open_review(&subject)?)).await.is_none(), "{need:?}");
        let wanted = id.clone();
        let task =
            world.read(move |register| Ok(register.task(TaskKind::CheckValidation, wanted.as_str())?)).await;
        assert_eq!(task, None, "{need:?}");
        certificates::delete(&world.app, &at(&world, after), &id).await.unwrap();
    }
}

/// K3, I2: a term goes on when the revocation of its certificate was refused, also when the next certificate fell due while
/// that was not decided.
#[tokio::test]
async fn k3_a_refused_revocation_does_not_end_the_term() {
    let world = world().await;
    let id = buy(&world, NOW, Bought::default()).await;
    let due_at = due(&world, Concern::Continuation, &id).await.unwrap();
    asked(&world, due_at.plus_seconds(-60), &id, RevocationNeed::Review).await;
    continue_terms(&world.app, &at(&world, due_at)).await.unwrap();
    assert!(children(&world, Relation::Continuation, &id).await.is_empty(), "not while it is undecided");
    let now = due_at.plus_days(2);
    refused(&world, now, &id).await;
    continue_terms(&world.app, &at(&world, now)).await.unwrap();
    assert_eq!(children(&world, Relation::Continuation, &id).await.len(), 1);
}

/// K4, M1, I2: the same for the renewal that pays by itself, and for the reminder.
#[tokio::test]
async fn k4_a_refused_revocation_does_not_end_automatic_renewal() {
    let world = world().await;
    let id = buy(&world, NOW, Bought { term_days: 199, ..Bought::default() }).await;
    switch(&world, NOW.plus_days(1), &id, true).await.unwrap();
    top_up(&world, 2 * PRICE).await;
    let due_at = due(&world, Concern::AutomaticRenewal, &id).await.unwrap();
    asked(&world, due_at.plus_seconds(-60), &id, RevocationNeed::Review).await;
    let undecided = due_at.plus_days(1);
    renew_by_itself(&world.app, &at(&world, undecided)).await.unwrap();
    remind_of_ends(&world.app, &at(&world, undecided)).await.unwrap();
    assert_eq!((cash(&world).await, world.lines(Operation::ExpiryReminded).await), (2 * PRICE, 0));
    let now = due_at.plus_days(3);
    refused(&world, now, &id).await;
    remind_of_ends(&world.app, &at(&world, now)).await.unwrap();
    assert_eq!(world.lines(Operation::ExpiryReminded).await, 1);
    for _ in 0..2 {
        renew_by_itself(&world.app, &at(&world, now)).await.unwrap();
    }
    assert_eq!(cash(&world).await, PRICE);
    assert_eq!(children(&world, Relation::Renewal, &id).await.len(), 1);
}

/// I2, BR 4.9.1.1: a key that is found compromised while another wish waits is revoked at once.
#[tokio::test]
async fn i2_a_compromised_key_does_not_wait_for_the_letter() {
    let world = world().await;
    for (name, need) in [("one.org", RevocationNeed::Letter), ("two.org", RevocationNeed::Review)] {
        let id = buy(&world, NOW, Bought { name, ..Bought::default() }).await;
        asked(&world, NOW.plus_days(1), &id, need).await;
        let later = at(&world, NOW.plus_days(2));
        let again = revocation::request(&world.app, &later, &id, Reason::CessationOfOperation, "").await;
        assert_eq!(again.unwrap_err().code, Code::NotRevocable, "the wish stays as it is");
        let told = revocation::request(&world.app, &later, &id, Reason::KeyCompromise, "").await.unwrap();
        assert!(
            matches!(told.stage, Stage::Revoked { reason: Reason::KeyCompromise, .. }),
            "{:?}",
            told.stage
        );
        let subject = ReviewSubject::Revocation(id.clone());
        assert!(world.read(move |register| Ok(register.open_review(&subject)?)).await.is_none());
    }
}
