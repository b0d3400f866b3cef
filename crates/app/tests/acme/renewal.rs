//! Renewal information, replaced certificates (RFC 9773), and orders that renew themselves (RFC 8739).

use crate::client::{code, csr, names, site};
use chancery_app::Code;
use chancery_app::acme::{self, AutoRenewalRequest, NewOrder, RevokeBy};
use chancery_app::engine::run_due;
use chancery_app::ports::{Clock, TaskKind};
use chancery_domain::acme::{AcmeOrder, ChallengeType, OrderStatus};
use chancery_domain::time::Timestamp;

#[tokio::test]
async fn the_window_lies_in_the_validity_and_in_the_past_after_a_revocation() {
    let site = site().await;
    let caller = site.account("a").await;
    let (_, issued) = site.issue(&caller, &["shop.org"]).await;
    let (app, ctx) = (&site.app, site.ctx());
    let window = acme::renewal_info(app, &ctx, &issued.ari()).await.unwrap();
    assert!(issued.facts.not_before < window.start && window.start < window.end);
    assert!(window.start > site.now && window.end < issued.facts.not_after);
    for (name, refused) in [
        ("", Code::AcmeMalformed),
        ("abc", Code::AcmeMalformed),
        ("!!.!!", Code::AcmeMalformed),
        ("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE", Code::AcmeNotFound),
    ] {
        assert_eq!(code(acme::renewal_info(app, &ctx, name).await), refused, "{name}");
    }
    // Our serial under another authority's key identifier.
    let (_, serial) = issued.ari().split_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let foreign = format!("aYhba4dGQEHhs3uEe6CuLN4ByNQ.{serial}");
    assert_eq!(code(acme::renewal_info(app, &ctx, &foreign).await), Code::AcmeNotFound);
    acme::revoke(app, &ctx, RevokeBy::Account(caller.clone()), &issued.der, Some(4)).await.unwrap();
    let window = acme::renewal_info(app, &ctx, &issued.ari()).await.unwrap();
    assert!(window.start < window.end && window.end < site.now);
}

#[tokio::test]
async fn a_certificate_is_replaced_by_one_order() {
    let mut site = site().await;
    let caller = site.account("a").await;
    let (_, issued) = site.issue(&caller, &["shop.org"]).await;
    let ask = |site: &crate::client::Site, wanted: &[&str]| {
        let input =
            NewOrder { identifiers: names(wanted), replaces: Some(issued.ari()), ..NewOrder::default() };
        let (app, ctx, caller) = (site.app.clone(), site.ctx(), caller.clone());
        async move { acme::new_order(&app, &ctx, &caller, input).await }
    };
    assert_eq!(code(ask(&site, &["else.org"]).await), Code::AcmeMalformed);
    let order = ask(&site, &["shop.org", "www.shop.org"]).await.unwrap();
    assert_eq!(order.replaces, Some(issued.ari()));
    assert_eq!(code(ask(&site, &["shop.org"]).await), Code::AcmeAlreadyReplaced);
    // An order that came to nothing leaves the place free.
    site.later(8 * 86_400);
    assert_eq!(site.fetch(&caller, &order).await.status(site.now), OrderStatus::Invalid);
    ask(&site, &["shop.org"]).await.unwrap();
}

fn star(request: AutoRenewalRequest) -> NewOrder {
    NewOrder { identifiers: names(&["shop.org"]), auto_renewal: Some(request), ..NewOrder::default() }
}

fn request(site: &crate::client::Site) -> AutoRenewalRequest {
    AutoRenewalRequest {
        start_date: None,
        end_date: site.now.plus_days(10),
        lifetime: 4 * 86_400,
        lifetime_adjust: 3_600,
        allow_certificate_get: true,
    }
}

async fn star_order(site: &crate::client::Site, caller: &acme::Caller) -> AcmeOrder {
    let order = acme::new_order(&site.app, &site.ctx(), caller, star(request(site))).await.unwrap();
    site.answer(caller, &order, ChallengeType::Dns01).await;
    site.finalize(caller, &order, csr(&["shop.org"])).await.unwrap()
}

type Change = Box<dyn Fn(&mut AutoRenewalRequest)>;

#[tokio::test]
async fn what_an_order_that_renews_itself_may_ask_for() {
    let site = site().await;
    let caller = site.account("a").await;
    let now = site.now;
    let bad: [(&str, Change); 6] = [
        ("lifetime too short", Box::new(|r| r.lifetime = 60)),
        ("lifetime too long", Box::new(|r| r.lifetime = 400 * 86_400)),
        ("adjust as long as lifetime", Box::new(|r| r.lifetime_adjust = r.lifetime)),
        ("negative adjust", Box::new(|r| r.lifetime_adjust = -1)),
        ("end before one lifetime", Box::new(move |r| r.end_date = now.plus_days(1))),
        ("end too late", Box::new(move |r| r.end_date = now.plus_days(4_000))),
    ];
    for (what, change) in bad {
        let mut asked = request(&site);
        change(&mut asked);
        let outcome = acme::new_order(&site.app, &site.ctx(), &caller, star(asked)).await;
        assert_eq!(code(outcome), Code::AcmeMalformed, "{what}");
    }
    let both = NewOrder { not_after: Some(now.plus_days(1)), ..star(request(&site)) };
    assert_eq!(code(acme::new_order(&site.app, &site.ctx(), &caller, both).await), Code::AcmeMalformed);
}

#[tokio::test]
async fn must_never_24_a_renewal_that_runs_twice_issues_once() {
    let mut site = site().await;
    let caller = site.account("a").await;
    let order = star_order(&site, &caller).await;
    let first = site.issued(order.certificate().unwrap()).await;
    assert_eq!(first.facts.not_before, site.now.plus_seconds(-3_600));
    assert_eq!(first.facts.not_after, site.now.plus_seconds(4 * 86_400));
    let subject = order.id.to_string();
    let (due_at, ..) =
        site.world.read(move |r| Ok(r.task(TaskKind::RenewAcmeOrder, &subject)?)).await.unwrap();
    assert_eq!(due_at, site.now.plus_days(2));
    // Too early: nothing happens.
    assert_eq!(acme::renew(&site.app, &site.ctx(), &order.id).await.unwrap(), Some(due_at));
    assert_eq!(site.fetch(&caller, &order).await.certificate(), order.certificate());

    site.later(2 * 86_400);
    let ctx = site.ctx();
    let runs = (0..8).map(|_| acme::renew(&site.app, &ctx, &order.id));
    let next: Vec<_> = futures_util::future::join_all(runs).await.into_iter().map(Result::unwrap).collect();
    assert!(next.iter().all(|due| *due == Some(site.now.plus_days(2))), "{next:?}");
    let renewed = site.fetch(&caller, &order).await;
    let second = site.issued(renewed.certificate().unwrap()).await;
    assert_ne!(first.facts.serial_hex, second.facts.serial_hex);
    assert_eq!(first.facts.public_key, second.facts.public_key);
    let key = second.spki_sha256();
    let now = site.now;
    let all = site.world.read(move |r| Ok(r.unrevoked_of_key(&key, now, 100)?)).await;
    assert_eq!(all.len(), 2, "two certificates of the key, the first and its one successor");

    // The last one ends with the order, and then there is no next.
    for _ in 0..6 {
        site.later(2 * 86_400);
        acme::renew(&site.app, &site.ctx(), &order.id).await.unwrap();
    }
    assert_eq!(acme::renew(&site.app, &site.ctx(), &order.id).await.unwrap(), None);
    let last = site.issued(site.fetch(&caller, &order).await.certificate().unwrap()).await;
    assert_eq!(last.facts.not_after, order.auto_renewal.unwrap().end_date);
    let ended = acme::star_certificate(&site.app, &site.ctx(), Some(&caller), &order.id).await;
    assert_eq!(code(ended), Code::AcmeRenewalExpired);
}

struct Fixed(Timestamp);

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        self.0
    }
}

#[tokio::test]
async fn the_engine_renews_when_it_is_time_and_asks_to_run_again() {
    let mut site = site().await;
    let caller = site.account("a").await;
    let order = star_order(&site, &caller).await;
    let entropy = site.ctx().entropy;
    assert_eq!(run_due(&site.app, &Fixed(site.now), &entropy).await.unwrap(), 0);
    site.later(2 * 86_400);
    assert_eq!(run_due(&site.app, &Fixed(site.now), &entropy).await.unwrap(), 1);
    let renewed = site.fetch(&caller, &order).await;
    assert_ne!(renewed.certificate(), order.certificate());
    let subject = order.id.to_string();
    let task = site.world.read(move |r| Ok(r.task(TaskKind::RenewAcmeOrder, &subject)?)).await;
    assert_eq!(task.unwrap().0, site.now.plus_days(2));
    assert_eq!(run_due(&site.app, &Fixed(site.now), &entropy).await.unwrap(), 0);
}

#[tokio::test]
async fn a_cancelled_order_is_renewed_no_more() {
    let mut site = site().await;
    let caller = site.account("a").await;
    let order = star_order(&site, &caller).await;
    let (app, ctx) = (&site.app, site.ctx());
    let current = acme::star_certificate(app, &ctx, None, &order.id).await.unwrap();
    assert_eq!(current.not_after, site.now.plus_days(4));
    let issued = site.issued(order.certificate().unwrap()).await;
    let revoke = acme::revoke(app, &ctx, RevokeBy::Account(caller.clone()), &issued.der, None);
    assert_eq!(code(revoke.await), Code::AcmeRenewalRevocation);
    let cancelled = acme::cancel_order(app, &ctx, &caller, &order.id).await.unwrap();
    assert_eq!(cancelled.status(site.now), OrderStatus::Canceled);
    assert_eq!(code(acme::star_certificate(app, &ctx, None, &order.id).await), Code::AcmeRenewalCanceled);
    assert_eq!(code(acme::cancel_order(app, &ctx, &caller, &order.id).await), Code::AcmeCancellationInvalid);
    site.later(2 * 86_400);
    assert_eq!(acme::renew(&site.app, &site.ctx(), &order.id).await.unwrap(), None);
    // An ordinary order is not cancelled, and has no certificate at such an address.
    let (plain, _) = site.issue(&caller, &["www.shop.org"]).await;
    let (app, ctx) = (&site.app, site.ctx());
    assert_eq!(code(acme::cancel_order(app, &ctx, &caller, &plain.id).await), Code::AcmeCancellationInvalid);
    assert_eq!(code(acme::star_certificate(app, &ctx, Some(&caller), &plain.id).await), Code::AcmeNotFound);
}
