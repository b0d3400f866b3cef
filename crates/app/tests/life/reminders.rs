//! M1: the holder is reminded of an end, the day after renewal has opened; M3: not where it was asked not to be told.

use crate::paid::*;
use crate::support::*;
use chancery_app::certificate::{expire, ignore};
use chancery_app::ports::{Concern, Scope};
use chancery_app::renewal::remind_of_ends;
use chancery_domain::ids::CertificateId;
use chancery_domain::operation_log::Operation;
use chancery_domain::time::Timestamp;

async fn due(world: &World, id: &CertificateId) -> Option<Timestamp> {
    let id = id.clone();
    world.read(move |register| Ok(register.due_at(Concern::Reminder, &id)?)).await
}

async fn sold(world: &World) -> (CertificateId, Timestamp) {
    let id = buy(world, NOW, Bought { term_days: 199, ..Bought::default() }).await;
    let end = certificate(world, &id).await.validity().unwrap().not_after;
    (id, end)
}

/// M1: 29 days before the end, not a second earlier; run twice at once, and again, it is one line.
#[tokio::test]
async fn m1_a_holder_is_reminded_once() {
    let world = world().await;
    let (id, end) = sold(&world).await;
    let moment = end.plus_days(-29);
    assert_eq!(due(&world, &id).await, Some(moment));
    remind_of_ends(&world.app, &at(&world, moment.plus_seconds(-1))).await.unwrap();
    assert_eq!(world.lines(Operation::ExpiryReminded).await, 0);
    let ctx = at(&world, moment);
    let (one, two) = tokio::join!(remind_of_ends(&world.app, &ctx), remind_of_ends(&world.app, &ctx));
    one.unwrap();
    two.unwrap();
    remind_of_ends(&world.app, &ctx).await.unwrap();
    assert_eq!(world.lines(Operation::ExpiryReminded).await, 1);
    assert_eq!(due(&world, &id).await, None);
}

/// M1, K3: the certificates of a longer term go on by themselves, and only the last one ends.
#[tokio::test]
async fn m1_what_goes_on_by_itself_needs_no_reminder() {
    let world = world().await;
    let id = buy(&world, NOW, Bought { term_days: 365, ..Bought::default() }).await;
    assert_eq!(due(&world, &id).await, None);
}

/// M3: what is ignored is not told of, also not later.
#[tokio::test]
async fn m3_an_ignored_certificate_is_not_told_of() {
    let world = world().await;
    let (id, end) = sold(&world).await;
    ignore(&world.app, &at(&world, end.plus_days(-30)), vec![id.clone()], true).await.unwrap();
    remind_of_ends(&world.app, &at(&world, end.plus_days(-29))).await.unwrap();
    ignore(&world.app, &at(&world, end.plus_days(-28)), vec![id.clone()], false).await.unwrap();
    remind_of_ends(&world.app, &at(&world, end.plus_days(-28))).await.unwrap();
    assert_eq!(world.lines(Operation::ExpiryReminded).await, 0);
    assert_eq!(due(&world, &id).await, None);
}

/// M1: nobody is reminded late of what has ended, and the end itself is in the operation log, once.
#[tokio::test]
async fn m1_an_end_is_in_the_log_and_no_reminder_follows_it() {
    let world = world().await;
    let (id, end) = sold(&world).await;
    let after = at(&world, end.plus_seconds(1));
    expire(&world.app, &after).await.unwrap();
    expire(&world.app, &after).await.unwrap();
    remind_of_ends(&world.app, &after).await.unwrap();
    assert_eq!(world.stage(&id).await.name(), "expired");
    assert_eq!(world.lines(Operation::Expired).await, 1);
    assert_eq!(world.lines(Operation::ExpiryReminded).await, 0);
}

/// M1: what was deleted meanwhile is not told of, and holds up no other.
#[tokio::test]
async fn m1_what_is_gone_holds_up_no_other() {
    let world = world().await;
    let (id, end) = sold(&world).await;
    let account = world.account;
    let gone = CertificateId::from_chance(b"nothing!");
    world
        .app
        .store
        .write(Scope::Account(account), move |register| {
            Ok(register.set_due(Concern::Reminder, account, &gone, NOW)?)
        })
        .await
        .unwrap();
    remind_of_ends(&world.app, &at(&world, end.plus_days(-29))).await.unwrap();
    assert_eq!(world.lines(Operation::ExpiryReminded).await, 1);
    assert_eq!(due(&world, &id).await, None);
}
