//! I1 to I3: revocations that tenants ask for, and the reissues that go with their original.

use crate::paid::*;
use crate::support::*;
use chancery_app::order::CsrChoice;
use chancery_app::reissue::{Ask, KeySource, ask};
use chancery_app::{Code, certificate as certificates, engine, revocation};
use chancery_domain::certificate::{RevocationNeed, Stage};
use chancery_domain::ids::CertificateId;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::operation_log::Operation;
use chancery_domain::revocation::{By, Reason};
use chancery_domain::time::Timestamp;
use std::sync::atomic::Ordering;

async fn request(world: &World, now: Timestamp, id: &CertificateId, reason: Reason) -> Result<Stage, Code> {
    let asked = revocation::request(&world.app, &at(world, now), id, reason, "moved").await;
    asked.map(|certificate| certificate.stage).map_err(|failure| failure.code)
}

async fn reissued(world: &World, now: Timestamp, id: &CertificateId) -> CertificateId {
    let key = KeySource::Other(CsrChoice::Online { algorithm: KeyAlgorithm::P256, password: None });
    let wanted = Ask { certificate: id.clone(), key, by_file: false, reason: String::new() };
    let made = ask(&world.app, &at(world, now), wanted).await.unwrap();
    run(world, now).await;
    made
}

/// I1, I2: a DV certificate waits for its proof; it is not downloaded any more, not revoked or reissued a second time, and
/// the log has the words.
#[tokio::test]
async fn i1_what_is_being_revoked_is_left_alone() {
    let world = world().await;
    let id = buy(&world, NOW, Bought::default()).await;
    let now = NOW.plus_days(1);
    let stage = request(&world, now, &id, Reason::CessationOfOperation).await.unwrap();
    assert!(matches!(stage, Stage::Revoking { need: RevocationNeed::Proof(_), .. }), "{stage:?}");
    let before = certificate(&world, &id).await;
    assert_eq!(request(&world, now, &id, Reason::Superseded).await, Err(Code::NotRevocable));
    assert!(certificate(&world, &id).await.downloadable().is_err());
    let again =
        Ask { certificate: id.clone(), key: KeySource::Original, by_file: false, reason: String::new() };
    assert!(ask(&world.app, &at(&world, now), again).await.is_err());
    let gone = certificates::delete(&world.app, &at(&world, now), &id).await.unwrap_err();
    assert_eq!(gone.code, Code::DeleteUnfinished);
    assert_eq!(certificate(&world, &id).await, before, "nothing changed");
    let account = world.account;
    let lines = world.read(move |register| Ok(register.log_lines(account, 0, 1_000)?)).await;
    assert!(
        lines
            .iter()
            .any(|l| l.entry.operation == Operation::RevocationAsked && l.entry.detail.contains("moved"))
    );
}

/// I1, seed 001: in the last thirty days nobody asks any more, but for a compromised key (BR 4.9.1.1).
#[tokio::test]
async fn i1_the_last_thirty_days() {
    let world = world().await;
    let id = buy(&world, NOW, Bought::default()).await;
    let end = certificate(&world, &id).await.validity().unwrap().not_after;
    let late = end.plus_days(-30);
    assert_eq!(request(&world, late, &id, Reason::Superseded).await, Err(Code::RevocationClosed));
    assert_eq!(
        request(&world, end.plus_seconds(1), &id, Reason::KeyCompromise).await,
        Err(Code::NotRevocable)
    );
    let stage = request(&world, late, &id, Reason::KeyCompromise).await.unwrap();
    assert!(matches!(stage, Stage::Revoked { reason: Reason::KeyCompromise, .. }), "{stage:?}");
}

/// I3: with the original its reissues are revoked, also when the work is interrupted at any write; a reissue alone is not.
#[tokio::test]
async fn i3_a_cascade_interrupted_anywhere_ends_with_all_revoked() {
    for writes in 0..8 {
        let world = world().await;
        let original = buy(&world, NOW, Bought::default()).await;
        let now = NOW.plus_days(1);
        let reissues = [reissued(&world, now, &original).await, reissued(&world, now, &original).await];
        assert_eq!(request(&world, now, &reissues[0], Reason::KeyCompromise).await, Err(Code::ReissueAlone));
        world.writes_left.store(writes, Ordering::SeqCst);
        let serial = revocation::serial_of(&world.app, &original).await.unwrap();
        let by = By::Operator;
        let _ = revocation::revoke(&world.app, &at(&world, now), &serial, Reason::Superseded, by).await;
        for minutes in [1, 30, 600] {
            // A claim that fails is tried again by the engine's next round.
            let due = At(now.plus_seconds(minutes * 60));
            for _ in 0..4 {
                let _ = engine::run_due(&world.app, &due, &world.ctx.entropy).await;
            }
        }
        if !matches!(world.stage(&original).await, Stage::Revoked { .. }) {
            // The failure came before the first unit: nothing was answered, and nothing happened.
            assert_eq!(writes, 0);
            continue;
        }
        for id in &reissues {
            let stage = world.stage(id).await;
            assert!(
                matches!(stage, Stage::Revoked { reason: Reason::Superseded, .. }),
                "{writes}: {stage:?}"
            );
        }
    }
}

/// I3, J1: while the revocation of the original is decided, its reissue is not reissued.
#[tokio::test]
async fn i3_nothing_new_comes_out_of_what_is_being_revoked() {
    let world = world().await;
    let original = buy(&world, NOW, Bought::default()).await;
    let now = NOW.plus_days(1);
    let reissue = reissued(&world, now, &original).await;
    request(&world, now, &original, Reason::Superseded).await.unwrap();
    let wanted =
        Ask { certificate: reissue.clone(), key: KeySource::Original, by_file: false, reason: String::new() };
    let refused = ask(&world.app, &at(&world, now), wanted).await.unwrap_err();
    assert_eq!(refused.code, Code::NotReissuable, "{}", refused.public);
}

/// I3: an original that is deleted before its reissues were revoked takes them along all the same.
#[tokio::test]
async fn i3_a_deleted_original_still_takes_its_reissues_along() {
    let world = world().await;
    let original = buy(&world, NOW, Bought::default()).await;
    let now = NOW.plus_days(1);
    let reissue = reissued(&world, now, &original).await;
    let stage = revoked_by_staff(&world, now, &original, Reason::Superseded).await;
    assert!(matches!(stage, Stage::Revoked { .. }), "{stage:?}");
    certificates::delete(&world.app, &at(&world, now), &original).await.unwrap();
    run(&world, now.plus_seconds(1)).await;
    let stage = world.stage(&reissue).await;
    assert!(matches!(stage, Stage::Revoked { reason: Reason::Superseded, .. }), "{stage:?}");
}

/// I3, K1, K3: when the key of a reissue was revoked alone, its original, which is in force under another key, stands for
/// the kin again: it is renewed, and its term goes on.
#[tokio::test]
async fn k3_what_a_revoked_reissue_was_to_replace_goes_on() {
    use crate::renewals::{PRICE, renewed, top_up};
    use chancery_app::ports::Concern;
    for term_days in [199, 365] {
        let world = world().await;
        top_up(&world, PRICE).await;
        let original = buy(&world, NOW, Bought { term_days, ..Bought::default() }).await;
        let now = NOW.plus_days(1);
        let reissue = reissued(&world, now, &original).await;
        let serial = revocation::serial_of(&world.app, &reissue).await.unwrap();
        let (ctx, by) = (at(&world, now), By::KeyHolder);
        revocation::revoke(&world.app, &ctx, &serial, Reason::KeyCompromise, by).await.unwrap();
        run(&world, now.plus_seconds(1)).await;
        assert!(matches!(world.stage(&original).await, Stage::Issued(_)));
        let end = certificate(&world, &original).await.validity().unwrap().not_after;
        let id = original.clone();
        let concern = if term_days == 365 { Concern::Continuation } else { Concern::Reminder };
        let due = world.read(move |register| Ok(register.due_at(concern, &id)?)).await;
        if term_days == 365 {
            assert_eq!(due, Some(end.plus_days(-30)));
        } else {
            assert_eq!(due, Some(end.plus_days(-29)));
            renewed(&world, end, &original).await.unwrap();
        }
    }
}

async fn revoked_by_staff(world: &World, now: Timestamp, id: &CertificateId, reason: Reason) -> Stage {
    let serial = revocation::serial_of(&world.app, id).await.unwrap();
    revocation::revoke(&world.app, &at(world, now), &serial, reason, By::Operator).await.unwrap();
    world.stage(id).await
}
