//! K1, K2: renewal in the last days. K4: renewal that pays by itself.

use crate::paid::*;
use crate::support::*;
use chancery_app::money::{PaymentMeans, TopUp};
use chancery_app::order::{CsrChoice, Means};
use chancery_app::ports::{Concern, TaskKind};
use chancery_app::renewal::{Renew, Renewed, renew, renew_by_itself, switch_automatic};
use chancery_app::{Code, Ctx, money};
use chancery_domain::actor::Actor;
use chancery_domain::certificate::{Relation, Stage};
use chancery_domain::ids::CertificateId;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::ledger::{Book, Part};
use chancery_domain::money::Cents;
use chancery_domain::operation_log::Operation;
use chancery_domain::time::Timestamp;

/// One year of TrustAsia DV Wildcard.
pub const PRICE: i64 = 29_900;

pub async fn top_up(world: &World, cents: i64) {
    let ctx = Ctx { actor: Actor::operator(), ..world.ctx.clone() };
    let part = Part { cash: Cents(cents), gift: Cents(0) };
    let wanted = TopUp { account: world.account, part, reference: None };
    money::top_up(&world.app, &ctx, wanted).await.unwrap();
}

pub async fn cash(world: &World) -> i64 {
    let account = world.account;
    world.read(move |register| Ok(register.balances(account)?)).await.of(Book::Cash).0
}

fn wanted(id: &CertificateId) -> Renew {
    Renew {
        certificate: id.clone(),
        years: 1,
        key: CsrChoice::Online { algorithm: KeyAlgorithm::P256, password: None },
        by_file: None,
        means: Means::Money(PaymentMeans::default()),
    }
}

pub async fn renewed(world: &World, now: Timestamp, id: &CertificateId) -> Result<Renewed, Code> {
    renew(&world.app, &at(world, now), wanted(id)).await.map_err(|failure| failure.code)
}

/// A certificate whose term is as long as itself, and its last second.
async fn sold(world: &World) -> (CertificateId, Timestamp) {
    let id = buy(world, NOW, Bought { term_days: 199, ..Bought::default() }).await;
    let end = certificate(world, &id).await.validity().unwrap().not_after;
    (id, end)
}

/// K1, K2: 31 days before the end refused and nothing paid, 30 and 0 days accepted; the data is carried over, the days that
/// remain and the bonus are added.
#[tokio::test]
async fn k1_renewal_at_31_30_and_0_days() {
    for (days, accepted) in [(31, false), (30, true), (0, true)] {
        let world = world().await;
        top_up(&world, PRICE).await;
        let (old, end) = sold(&world).await;
        let before = certificate(&world, &old).await;
        let now = end.plus_days(-days);
        let outcome = renewed(&world, now, &old).await;
        if !accepted {
            assert_eq!(outcome, Err(Code::NotRenewable), "{days}");
            assert_eq!(cash(&world).await, PRICE, "nothing was paid");
            continue;
        }
        let new = outcome.unwrap().certificate;
        assert_eq!(cash(&world).await, 0);
        // Proved within the window: issued without a step left (E5).
        run(&world, now.plus_seconds(20)).await;
        let made = certificate(&world, &new).await;
        let application = made.application().unwrap();
        assert_eq!(application.renews.as_ref(), Some(&old));
        assert_eq!((&made.names, &made.alias), (&before.names, &before.alias));
        assert_eq!(application.applicant, before.application().unwrap().applicant);
        assert_eq!(application.term_days, 365 + days + world.app.policy.renewal.bonus_days, "{days}");
        assert_ne!(public_key(&world, &new).await, public_key(&world, &old).await);
        assert!(matches!(made.stage, Stage::Issued(_)), "{}", made.stage.name());
        assert_eq!(certificate(&world, &old).await, before, "the old one is as it was");
        // Once is enough.
        top_up(&world, PRICE).await;
        assert_eq!(renewed(&world, now, &old).await, Err(Code::AlreadyRenewed));
        assert_eq!(cash(&world).await, PRICE);
    }
}

/// C1, K1: what is not paid is not there; two who renew at the same time pay once.
#[tokio::test]
async fn k1_a_renewal_is_paid_once_or_not_there() {
    let world = world().await;
    let (old, end) = sold(&world).await;
    top_up(&world, PRICE - 1).await;
    assert!(renewed(&world, end, &old).await.is_err());
    assert_eq!(cash(&world).await, PRICE - 1);
    let id = old.clone();
    let children = world.read(move |register| Ok(register.related(&id, Relation::Renewal)?)).await;
    assert!(children.is_empty());
    top_up(&world, PRICE + 1).await;
    let outcomes = futures_util::future::join_all((0..4).map(|_| renewed(&world, end, &old))).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    assert_eq!(cash(&world).await, PRICE);
}

/// I5: what was renewed stays while its renewal is not issued, deleted alone or with others; then it goes.
#[tokio::test]
async fn i5_what_was_renewed_is_deleted_when_its_renewal_is_issued() {
    use chancery_app::certificate::{delete, delete_many};
    let world = world().await;
    top_up(&world, PRICE).await;
    let (old, end) = sold(&world).await;
    let new = renewed(&world, end, &old).await.unwrap().certificate;
    let before = certificate(&world, &old).await;
    let after_end = at(&world, end.plus_seconds(1));
    let refused = delete(&world.app, &after_end, &old).await.unwrap_err();
    assert_eq!(refused.code, Code::RenewalNotIssued);
    assert!(refused.public.contains(new.as_str()), "{}", refused.public);
    let batch = delete_many(&world.app, &after_end, vec![old.to_string()]).await.unwrap();
    assert_eq!((batch.deleted.len(), batch.refused), (0, vec![(old.to_string(), refused.public)]));
    assert_eq!(certificate(&world, &old).await, before, "nothing changed");
    assert_eq!(world.lines(Operation::Deleted).await, 0);
    run(&world, end.plus_seconds(20)).await;
    assert!(matches!(world.stage(&new).await, Stage::Issued(_)));
    delete(&world.app, &after_end, &old).await.unwrap();
    assert_eq!(world.lines(Operation::Deleted).await, 1);
}

async fn due(world: &World, id: &CertificateId) -> Option<Timestamp> {
    let id = id.clone();
    world.read(move |register| Ok(register.due_at(Concern::AutomaticRenewal, &id)?)).await
}

pub async fn switch(world: &World, now: Timestamp, id: &CertificateId, on: bool) -> Result<(), Code> {
    let outcome = switch_automatic(&world.app, &at(world, now), vec![id.clone()], on).await;
    outcome.map_err(|failure| failure.code)
}

async fn renewals(world: &World, id: &CertificateId) -> Vec<CertificateId> {
    let id = id.clone();
    world.read(move |register| Ok(register.related(&id, Relation::Renewal)?)).await
}

/// K4: pays thirty days before the end, applies with the data of before, reports; run twice it pays once.
#[tokio::test]
async fn k4_a_certificate_renews_itself() {
    let world = world().await;
    let (old, end) = sold(&world).await;
    switch(&world, NOW.plus_days(1), &old, true).await.unwrap();
    let charge = end.plus_days(-30);
    assert_eq!(due(&world, &old).await, Some(charge));
    top_up(&world, 3 * PRICE).await;
    renew_by_itself(&world.app, &at(&world, charge.plus_seconds(-1))).await.unwrap();
    assert!(renewals(&world, &old).await.is_empty(), "not before");
    let ctx = at(&world, charge);
    let (one, two) = tokio::join!(renew_by_itself(&world.app, &ctx), renew_by_itself(&world.app, &ctx));
    one.unwrap();
    two.unwrap();
    renew_by_itself(&world.app, &ctx).await.unwrap();
    assert_eq!(cash(&world).await, 2 * PRICE, "paid once");
    let new = renewals(&world, &old).await;
    assert_eq!(new.len(), 1);
    run(&world, charge.plus_seconds(20)).await;
    let made = certificate(&world, &new[0]).await;
    let application = made.application().unwrap();
    assert!(matches!(made.stage, Stage::Issued(_)), "{}", made.stage.name());
    assert!(application.renews_itself, "and so will the next one");
    assert_eq!(application.term_days, 365 + 30 + world.app.policy.renewal.bonus_days);
    assert_eq!(world.lines(Operation::Renewed).await, 1);
}

/// K4: when it cannot be paid automatic renewal ends and says so; the certificate stays as it is.
#[tokio::test]
async fn k4_automatic_renewal_that_is_not_paid_ends() {
    let world = world().await;
    let (old, end) = sold(&world).await;
    switch(&world, NOW, &old, true).await.unwrap();
    top_up(&world, PRICE - 1).await;
    for _ in 0..2 {
        renew_by_itself(&world.app, &at(&world, end.plus_days(-30))).await.unwrap();
    }
    assert_eq!(cash(&world).await, PRICE - 1);
    let after = certificate(&world, &old).await;
    assert!(!after.application().unwrap().renews_itself);
    assert!(matches!(after.stage, Stage::Issued(_)));
    assert_eq!(world.lines(Operation::AutomaticRenewalEnded).await, 1);
    assert_eq!(due(&world, &old).await, None);
    // By hand it goes on.
    top_up(&world, 1).await;
    renewed(&world, end, &old).await.unwrap();
}

/// K4: switched while fourteen days remain; off again nothing is paid. A key that is not held here is asked for.
#[tokio::test]
async fn k4_switching() {
    let world = world().await;
    let (old, end) = sold(&world).await;
    let late = end.plus_days(-14).plus_seconds(1);
    assert_eq!(switch(&world, late, &old, true).await, Err(Code::AutomaticRenewalRefused));
    assert!(!certificate(&world, &old).await.application().unwrap().renews_itself);
    switch(&world, end.plus_days(-14), &old, true).await.unwrap();
    assert_eq!(due(&world, &old).await, Some(end.plus_days(-30)), "due at once");
    switch(&world, end.plus_days(-14), &old, false).await.unwrap();
    assert_eq!(due(&world, &old).await, None);
    assert_eq!(world.lines(Operation::AutomaticRenewalSwitched).await, 2);
    let free = world.apply("shop.boutique.org").await;
    assert_eq!(switch(&world, NOW, &free, true).await, Err(Code::AutomaticRenewalRefused));

    let bought = Bought { name: "atelier.org", term_days: 199, held: false, ..Bought::default() };
    let pasted = buy(&world, NOW, bought).await;
    switch(&world, NOW, &pasted, true).await.unwrap();
    top_up(&world, PRICE).await;
    renew_by_itself(&world.app, &at(&world, end.plus_days(-30).plus_seconds(60))).await.unwrap();
    let new = renewals(&world, &pasted).await;
    assert!(matches!(world.stage(&new[0]).await, Stage::AwaitingInformation), "a CSR is awaited");
    assert_eq!(cash(&world).await, 0);
}

/// The rounds stand in the engine, one for the whole register.
#[tokio::test]
async fn the_rounds_run_by_themselves() {
    let world = world().await;
    let stop = tokio_util::sync::CancellationToken::new();
    stop.cancel();
    let engine = chancery_app::engine::Engine::new(
        world.app.clone(),
        std::sync::Arc::new(At(NOW)),
        world.ctx.entropy.clone(),
    );
    engine.run(stop).await;
    for kind in [TaskKind::ContinueTerms, TaskKind::RenewByItself, TaskKind::RemindOfEnds] {
        assert!(world.read(move |register| Ok(register.task(kind, "")?)).await.is_some(), "{kind:?}");
    }
}

/// K3: a free certificate is applied for anew in its last thirty days, with OldCertificateId.
#[tokio::test]
async fn k3_a_free_certificate_is_applied_for_anew_at_31_30_and_0_days() {
    let world = world().await;
    let old = world.apply("shop.boutique.org").await;
    run(&world, NOW.plus_seconds(20)).await;
    let end = certificate(&world, &old).await.validity().unwrap().not_after;
    for (now, accepted) in
        [(end.plus_days(-31), false), (end.plus_days(-30), true), (end, true), (end.plus_seconds(1), false)]
    {
        let wanted =
            chancery_app::order::Apply { renews: Some(old.clone()), ..application("shop.boutique.org") };
        let outcome = chancery_app::order::apply_free(&world.app, &at(&world, now), wanted).await;
        assert_eq!(outcome.is_ok(), accepted, "{now}");
    }
    assert_eq!(renewed(&world, end, &old).await, Err(Code::NotRenewable), "nothing to buy");
}

/// K1, J1: the newest of a kin is renewed, not what it reissues.
#[tokio::test]
async fn k1_the_newest_reissue_is_renewed() {
    use chancery_app::reissue::{Ask, KeySource, ask};
    let world = world().await;
    let (first, end) = sold(&world).await;
    let mut newest = first.clone();
    for round in 1..=2 {
        let now = NOW.plus_days(round);
        let wanted = Ask {
            certificate: newest.clone(),
            key: KeySource::Original,
            by_file: false,
            reason: String::new(),
        };
        newest = ask(&world.app, &at(&world, now), wanted).await.unwrap();
        run(&world, now.plus_seconds(20)).await;
    }
    top_up(&world, PRICE).await;
    assert_eq!(renewed(&world, end, &first).await, Err(Code::NotRenewable));
    let id = first.clone();
    let between = world.read(move |register| Ok(register.related(&id, Relation::Reissue)?)).await;
    assert_eq!(renewed(&world, end, &between[0]).await, Err(Code::NotRenewable));
    // The lists say the same of each of them.
    let all = [first.clone(), between[0].clone(), newest.clone()];
    for (id, open) in all.iter().zip([false, false, true]) {
        let shown = [certificate(&world, id).await];
        let kin = chancery_app::certificate::kin(&world.app, &shown).await.unwrap().remove(id).unwrap();
        let checked =
            chancery_domain::renewal::check(&shown[0], &kin.successors, None, &world.app.policy, end).is_ok();
        assert_eq!(checked, open, "{id}");
    }
    renewed(&world, end, &newest).await.unwrap();
}

/// J1, K4: a running reissue does not end automatic renewal, and what is switched meanwhile holds for the reissue too.
#[tokio::test]
async fn k4_automatic_renewal_while_a_reissue_runs() {
    use chancery_app::reissue::{Ask, KeySource, ask};
    use chancery_app::validation;
    for (issued, off) in [(false, false), (true, false), (true, true)] {
        let world = world().await;
        top_up(&world, 3 * PRICE).await;
        let id = buy(&world, NOW, Bought { term_days: 199, applicant: person(), ..Bought::default() }).await;
        let end = certificate(&world, &id).await.validity().unwrap().not_after;
        switch(&world, NOW.plus_days(1), &id, true).await.unwrap();
        let now = end.plus_days(-31);
        let key = KeySource::Other(CsrChoice::Online { algorithm: KeyAlgorithm::P256, password: None });
        let wanted = Ask { certificate: id.clone(), key, by_file: false, reason: String::new() };
        let reissue = ask(&world.app, &at(&world, now), wanted).await.unwrap();
        assert!(
            matches!(world.stage(&reissue).await, Stage::Validating(..)),
            "{:?}",
            world.stage(&reissue).await
        );
        let charge = end.plus_days(-30).plus_seconds(1);
        renew_by_itself(&world.app, &at(&world, charge)).await.unwrap();
        assert_eq!(world.lines(Operation::AutomaticRenewalEnded).await, 0);
        assert_eq!(cash(&world).await, 3 * PRICE, "not while it runs");
        if off {
            switch(&world, charge, &id, false).await.unwrap();
        }
        let later = end.plus_days(-27);
        if issued {
            validation::look(&world.app, &at(&world, charge), &reissue).await.unwrap();
            run(&world, charge.plus_seconds(20)).await;
            assert!(matches!(world.stage(&reissue).await, Stage::Issued(_)));
        } else {
            validation::poll(&world.app, &at(&world, later), &reissue, 1).await.unwrap();
            assert!(matches!(world.stage(&reissue).await, Stage::Failed { .. }));
        }
        for _ in 0..2 {
            renew_by_itself(&world.app, &at(&world, later)).await.unwrap();
        }
        let renewed = [renewals(&world, &id).await.len(), renewals(&world, &reissue).await.len()];
        let wanted = match (issued, off) {
            (false, _) => [1, 0],
            (true, false) => [0, 1],
            (true, true) => [0, 0],
        };
        assert_eq!(renewed, wanted, "issued: {issued}, off: {off}");
    }
}
