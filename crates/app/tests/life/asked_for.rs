//! Certificates of an upstream authority that asks for their renewal (RFC 9773): the next one of a term (K3), renewal that
//! pays by itself (K4), and renewal by hand (K1).

use crate::directory::{Advice, Directory};
use crate::paid::*;
use crate::renewals::{PRICE, cash, renewed, switch, top_up};
use crate::support::*;
use chancery_app::Code;
use chancery_app::ports::Concern;
use chancery_app::renewal::{continue_terms, renew_by_itself};
use chancery_domain::certificate::{Relation, Stage};
use chancery_domain::ids::CertificateId;
use chancery_domain::operation_log::Operation;
use chancery_domain::time::Timestamp;
use std::sync::Arc;

/// Days of the directory's certificates.
const DAYS: i64 = 90;

struct Elsewhere {
    world: World,
    directory: Arc<Directory>,
}

/// A certificate of a term, and the directory that issued it at [`NOW`] and gave its advice.
async fn issued(term_days: i64, advice: Advice) -> (Elsewhere, CertificateId) {
    let mut world = world().await;
    let directory = Arc::new(Directory::new(DAYS, NOW));
    world.app.upstreams = directory.clone();
    directory.says(NOW, advice);
    let id = buy(&world, NOW, Bought { term_days, ..Bought::default() }).await;
    let both = Elsewhere { world, directory };
    both.pass(NOW.plus_seconds(60), advice).await;
    (both, id)
}

impl Elsewhere {
    /// Everything that is due at `now` is done, and the directory is asked for its advice where it is time to.
    async fn pass(&self, now: Timestamp, advice: Advice) {
        self.directory.says(now, advice);
        run(&self.world, now).await;
        run(&self.world, now.plus_seconds(60)).await;
    }

    async fn due(&self, concern: Concern, id: &CertificateId) -> Option<Timestamp> {
        let id = id.clone();
        self.world.read(move |register| Ok(register.due_at(concern, &id)?)).await
    }

    async fn children(&self, relation: Relation, id: &CertificateId) -> Vec<CertificateId> {
        let id = id.clone();
        self.world.read(move |register| Ok(register.related(&id, relation)?)).await
    }

    async fn serial(&self, id: &CertificateId) -> String {
        certificate(&self.world, id).await.validity().unwrap().serial.as_hex().to_owned()
    }

    /// For each line of an operation whether it says that the authority asked for it.
    async fn reasons(&self, operation: Operation) -> Vec<bool> {
        let account = self.world.account;
        let lines = self.world.read(move |register| Ok(register.log_lines(account, 0, 1_000)?)).await;
        let lines = lines.into_iter().filter(|line| line.entry.operation == operation);
        lines.map(|line| line.entry.detail.ends_with("; its authority asks for it")).collect()
    }

    /// First second of a certificate.
    async fn begin(&self, id: &CertificateId) -> Timestamp {
        certificate(&self.world, id).await.validity().unwrap().not_before
    }
}

/// K3: the next certificate of a term is applied for at the moment that was chosen within the window, which stays the same
/// however often the directory is asked; the order says what it replaces.
#[tokio::test]
async fn k3_the_next_certificate_is_made_when_the_authority_asks_for_it() {
    let (both, first) = issued(365, Some((40, 41))).await;
    let world = &both.world;
    let due = both.due(Concern::Continuation, &first).await.unwrap();
    assert!(due >= NOW.plus_days(40) && due <= NOW.plus_days(41), "{due}");
    both.pass(NOW.plus_days(3), Some((40, 41))).await;
    assert_eq!(both.due(Concern::Continuation, &first).await, Some(due), "chosen once");
    continue_terms(&world.app, &at(world, due.plus_seconds(-1))).await.unwrap();
    assert!(both.children(Relation::Continuation, &first).await.is_empty(), "not before");
    for _ in 0..2 {
        continue_terms(&world.app, &at(world, due)).await.unwrap();
    }
    both.pass(due.plus_seconds(20), Some((40, 41))).await;
    let next = both.children(Relation::Continuation, &first).await;
    assert_eq!(next.len(), 1);
    assert!(matches!(world.stage(&next[0]).await, Stage::Issued(_)));
    let replaced: Vec<_> = both.directory.orders().into_iter().map(|order| order.replaces).collect();
    assert_eq!(replaced, [None, Some(both.serial(&first).await)]);
    // What has its successor is not due again, whatever its authority says of it.
    both.pass(due.plus_days(1), Some((10, 11))).await;
    assert_eq!(both.due(Concern::Continuation, &first).await, None);
}

/// K3: a window that is later than the policy's days changes nothing; nor does a directory without advice.
#[tokio::test]
async fn k3_the_policys_days_count_when_they_are_earlier() {
    for advice in [None, Some((80, 85))] {
        let (both, first) = issued(365, advice).await;
        let end = both.begin(&first).await.plus_days(DAYS).plus_seconds(-1);
        let policy = &both.world.app.policy.renewal;
        let share = (DAYS * 86_400 - 1) * policy.continues_share_percent / 100;
        let before = share.min(policy.continues_days_before * 86_400);
        let due = end.plus_seconds(-before);
        assert_eq!(both.due(Concern::Continuation, &first).await, Some(due), "{advice:?}");
        continue_terms(&both.world.app, &at(&both.world, due)).await.unwrap();
        assert_eq!(both.reasons(Operation::TermContinued).await, [false], "{advice:?}");
    }
}

/// K3: a window in the past asks for it at once, as an authority does that is about to revoke; one that says so of every
/// certificate gets no more than one order in six hours.
#[tokio::test]
async fn k3_a_window_in_the_past_asks_for_it_at_once() {
    let (both, first) = issued(365, Some((40, 41))).await;
    let world = &both.world;
    let now = NOW.plus_days(5);
    let past = Some((-2, -1));
    both.pass(now, past).await;
    assert!(both.due(Concern::Continuation, &first).await.unwrap() <= now);
    continue_terms(&world.app, &at(world, now)).await.unwrap();
    both.pass(now.plus_seconds(20), past).await;
    let next = both.children(Relation::Continuation, &first).await.pop().unwrap();
    assert!(matches!(world.stage(&next).await, Stage::Issued(_)));
    let youngest = world.app.policy.upstream.renewal_age_seconds_min;
    let due = both.due(Concern::Continuation, &next).await;
    assert_eq!(due, Some(both.begin(&next).await.plus_seconds(youngest)));
    assert_eq!(both.reasons(Operation::TermContinued).await, [true]);
}

/// K4: a certificate that renews itself pays and applies when its authority asks for it, once, and the order says what it
/// replaces; another window afterwards does not make it pay again.
#[tokio::test]
async fn k4_a_certificate_renews_itself_when_the_authority_asks_for_it() {
    let (both, old) = issued(DAYS - 10, Some((20, 21))).await;
    let world = &both.world;
    switch(world, NOW.plus_days(1), &old, true).await.unwrap();
    top_up(world, 3 * PRICE).await;
    let due = both.due(Concern::AutomaticRenewal, &old).await.unwrap();
    assert!(due >= NOW.plus_days(20) && due <= NOW.plus_days(21), "{due}");
    renew_by_itself(&world.app, &at(world, due.plus_seconds(-1))).await.unwrap();
    assert_eq!(cash(world).await, 3 * PRICE);
    for _ in 0..2 {
        renew_by_itself(&world.app, &at(world, due)).await.unwrap();
    }
    assert_eq!(cash(world).await, 2 * PRICE, "paid once");
    both.pass(due.plus_seconds(20), Some((-2, -1))).await;
    both.pass(due.plus_days(1), Some((-2, -1))).await;
    assert_eq!(both.due(Concern::AutomaticRenewal, &old).await, None, "not due again");
    let new = both.children(Relation::Renewal, &old).await;
    assert_eq!((new.len(), cash(world).await), (1, 2 * PRICE));
    let made = certificate(world, &new[0]).await;
    assert!(matches!(made.stage, Stage::Issued(_)) && made.application().unwrap().renews_itself);
    assert_eq!(both.directory.orders()[1].replaces, Some(both.serial(&old).await));
    assert_eq!(both.reasons(Operation::Renewed).await, [true]);
    assert_eq!(world.lines(Operation::AutomaticRenewalEnded).await, 0);
}

/// K4: a wish that is put off moves the payment; automatic renewal stays on.
#[tokio::test]
async fn k4_a_wish_that_is_put_off_moves_the_payment() {
    let (both, old) = issued(DAYS - 10, Some((20, 21))).await;
    let world = &both.world;
    switch(world, NOW.plus_days(1), &old, true).await.unwrap();
    top_up(world, PRICE).await;
    let first = both.due(Concern::AutomaticRenewal, &old).await.unwrap();
    both.pass(NOW.plus_days(10), Some((50, 51))).await;
    let second = both.due(Concern::AutomaticRenewal, &old).await.unwrap();
    assert!(second >= NOW.plus_days(50) && second <= NOW.plus_days(51), "{second}");
    renew_by_itself(&world.app, &at(world, first)).await.unwrap();
    assert_eq!(cash(world).await, PRICE);
    assert!(certificate(world, &old).await.application().unwrap().renews_itself);
    renew_by_itself(&world.app, &at(world, second)).await.unwrap();
    assert_eq!(cash(world).await, 0);
}

/// K1: what the authority asks for may also be renewed by hand from then on, and the lists say so.
#[tokio::test]
async fn k1_renewal_by_hand_opens_when_the_authority_asks_for_it() {
    let (both, old) = issued(DAYS - 10, Some((20, 20))).await;
    let world = &both.world;
    top_up(world, PRICE).await;
    let asked_at = both.begin(&old).await.plus_days(20);
    let kin = |id: CertificateId| async move {
        let shown = certificate(world, &id).await;
        chancery_app::certificate::kin(&world.app, &[shown]).await.unwrap().remove(&id).unwrap()
    };
    assert_eq!(kin(old.clone()).await.renewal_asked_at, Some(asked_at));
    assert_eq!(renewed(world, asked_at.plus_seconds(-1), &old).await, Err(Code::NotRenewable));
    assert_eq!(cash(world).await, PRICE);
    let new = renewed(world, asked_at, &old).await.unwrap().certificate;
    let days_left = DAYS - 20;
    let bonus = world.app.policy.renewal.bonus_days;
    assert_eq!(certificate(world, &new).await.application().unwrap().term_days, 365 + days_left + bonus);
}

/// J, K3, K4: a certificate that has its successor is not followed a second time by way of a reissue.
#[tokio::test]
async fn k4_a_reissue_of_what_was_renewed_does_not_pay_again() {
    use chancery_app::reissue::{Ask, KeySource, ask};
    for term_days in [DAYS - 10, 365] {
        let (both, old) = issued(term_days, Some((20, 21))).await;
        let world = &both.world;
        let continued = term_days == 365;
        let relation = if continued { Relation::Continuation } else { Relation::Renewal };
        top_up(world, 3 * PRICE).await;
        if !continued {
            switch(world, NOW.plus_days(1), &old, true).await.unwrap();
        }
        let due = NOW.plus_days(22);
        renew_by_itself(&world.app, &at(world, due)).await.unwrap();
        continue_terms(&world.app, &at(world, due)).await.unwrap();
        both.pass(due.plus_seconds(20), None).await;
        assert_eq!(both.children(relation, &old).await.len(), 1);
        let paid = cash(world).await;
        let wanted =
            Ask { certificate: old.clone(), key: KeySource::Original, by_file: false, reason: String::new() };
        let reissue = ask(&world.app, &at(world, due.plus_days(1)), wanted).await.unwrap();
        both.pass(due.plus_days(1), None).await;
        assert!(matches!(world.stage(&reissue).await, Stage::Issued(_)), "{:?}", world.stage(&reissue).await);
        let late = NOW.plus_days(DAYS - 5);
        for _ in 0..2 {
            renew_by_itself(&world.app, &at(world, late)).await.unwrap();
            continue_terms(&world.app, &at(world, late)).await.unwrap();
        }
        assert_eq!(both.children(relation, &reissue).await, Vec::new(), "{relation:?}");
        assert_eq!(cash(world).await, paid);
    }
}

/// I4, I5: what its authority has not been told of is not deleted, so that it is revoked there too.
#[tokio::test]
async fn i5_a_revocation_reaches_the_authority_before_the_certificate_is_deleted() {
    use chancery_app::{certificate as certificates, revocation};
    use chancery_domain::revocation::{By, Reason};
    let (both, id) = issued(DAYS - 10, None).await;
    let world = &both.world;
    both.directory.answers(false);
    let serial = revocation::serial_of(&world.app, &id).await.unwrap();
    let now = NOW.plus_days(1);
    revocation::revoke(&world.app, &at(world, now), &serial, Reason::Superseded, By::Operator).await.unwrap();
    run(world, now).await;
    let refused = certificates::delete(&world.app, &at(world, now), &id).await.unwrap_err();
    assert_eq!(refused.code, Code::DeleteUnfinished, "{}", refused.public);
    both.directory.answers(true);
    run(world, now.plus_days(1)).await;
    assert_eq!(both.directory.revoked(), 1);
    certificates::delete(&world.app, &at(world, now.plus_days(1)), &id).await.unwrap();
}

/// K3, I2: a refused revocation does not end the questions to the authority.
#[tokio::test]
async fn k3_the_authority_is_asked_again_after_a_refused_revocation() {
    use crate::undecided::{asked, refused};
    use chancery_domain::certificate::RevocationNeed;
    let (both, id) = issued(365, Some((40, 41))).await;
    let world = &both.world;
    asked(world, NOW.plus_days(1), &id, RevocationNeed::Review).await;
    both.pass(NOW.plus_days(2), Some((40, 41))).await;
    refused(world, NOW.plus_days(3), &id).await;
    both.pass(NOW.plus_days(3), Some((10, 11))).await;
    let due = both.due(Concern::Continuation, &id).await.unwrap();
    assert!(due <= NOW.plus_days(11), "{due}");
}

/// B1, B2, J2: an authority elsewhere gives a reissue a validity of its own; the place of a free certificate is taken as long
/// as one of its kin is in force.
#[tokio::test]
async fn b2_a_reissue_that_lasts_longer_keeps_the_place() {
    use chancery_app::reissue::{Ask, KeySource, ask};
    let mut world = world().await;
    let directory = Arc::new(Directory::new(DAYS, NOW));
    world.app.upstreams = directory.clone();
    let first = world.apply("shop.boutique.org").await;
    run(&world, NOW.plus_seconds(20)).await;
    let now = NOW.plus_days(DAYS - 40);
    directory.says(now, None);
    let wanted =
        Ask { certificate: first.clone(), key: KeySource::Original, by_file: false, reason: String::new() };
    let reissue = ask(&world.app, &at(&world, now), wanted).await.unwrap();
    run(&world, now.plus_seconds(20)).await;
    let ends_at = certificate(&world, &reissue).await.validity().unwrap().not_after;
    assert!(ends_at > certificate(&world, &first).await.validity().unwrap().not_after);
    let account = world.account;
    for (at, used) in [(ends_at, 1), (ends_at.plus_seconds(1), 0)] {
        assert_eq!(
            world.read(move |register| Ok(register.quota_used_by_account(account, at, 20)?)).await,
            used
        );
        let domain = move |register: &mut dyn chancery_app::ports::Register| {
            Ok(register.quota_used_by_domain("boutique.org", at, 20)?)
        };
        assert_eq!(world.read(domain).await, used);
    }
}
