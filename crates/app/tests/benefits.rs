//! Benefit points and extra places for free certificates (B3, C3).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use chancery_app::benefit::{self, GivePoints, GrantPlaces, GrantPoints, PackageFilter};
use chancery_app::money::GiftUse;
use chancery_app::order::{self, Apply, BuyBundle};
use chancery_app::{App, Code, Ctx};
use chancery_domain::benefit::{MovementKind, Source, Stage};
use chancery_domain::ids::{OrderId, PackageId};
use chancery_domain::operation_log::Operation;
use chancery_domain::order::Stage as OrderStage;
use support::counting_house::*;
use support::*;

const DAY: i64 = 86_400;

impl World {
    async fn bundle(&self, kind: &str) -> (OrderId, PackageId) {
        let wanted = BuyBundle { kind: kind.into(), gift: GiftUse::First, token: None };
        let order = order::buy_bundle(&self.app, &self.ctx, wanted).await.unwrap();
        let chancery_domain::order::Goods::Points(goods) = order.goods else { panic!("points") };
        (order.id, goods.package.unwrap())
    }

    async fn granted(&self, points: i64) -> PackageId {
        let wanted = GrantPoints { account: self.account, points, days: None };
        benefit::grant(&self.app, &self.operator(), wanted).await.unwrap()
    }

    async fn points(&self) -> i64 {
        benefit::list(&self.app, &self.ctx, PackageFilter::default()).await.unwrap().balance
    }

    async fn log_of(&self, id: &PackageId) -> Vec<(MovementKind, i64, i64)> {
        let (_, lines) = benefit::movements(&self.app, &self.ctx, id.clone(), 0, None).await.unwrap();
        lines.into_iter().rev().map(|line| (line.kind, line.points, line.balance)).collect()
    }
}

// C3: points pay, from the packages in the order named; a refund puts them back where they came from; the log tells.
#[tokio::test]
async fn points_pay_and_return_to_their_packages() {
    let world = world().await;
    world.top_up(200_000, 0).await;
    let (_, first) = world.bundle("ssl_100").await;
    let (_, second) = world.bundle("ssl_100").await;
    assert_eq!((world.balances().await, world.points().await), ((10_000, 0), 200));
    // SecureSite OV costs 84 points a year.
    let (_, kept) = world.bought(with_points(OV, &[&first])).await;
    let (id, certificate) = world.bought(with_points(OV, &[&first, &second])).await;
    assert_eq!((world.package(&first).await.balance, world.package(&second).await.balance), (0, 32));
    assert_eq!(world.package(&first).await.stage, Stage::Used);
    let refused = world.buy(vec![with_points(OV, &[&first, &second])], None).await.unwrap_err();
    assert_eq!(refused.code, Code::PointsInsufficient);
    let twice = world.buy(vec![with_points(OV, &[&second, &second])], None).await.unwrap_err();
    assert_eq!(twice.code, Code::PointsRefused);
    let unknown = PackageId("pkg-none".into());
    let refused = world.buy(vec![with_points(OV, &[&unknown])], None).await.unwrap_err();
    assert_eq!(refused.code, Code::PackageNotFound);
    assert_eq!(world.points().await, 32, "nothing was taken by what was refused");
    world.cancel(&certificate).await;
    order::refund(&world.app, &world.ctx, id).await.unwrap();
    for _ in 0..2 {
        order::finish_refund(&world.app, &world.ctx, id).await.unwrap();
    }
    assert_eq!((world.package(&first).await.balance, world.package(&second).await.balance), (16, 100));
    assert_eq!(world.balances().await, (10_000, 0), "points, not money");
    assert_eq!(
        world.log_of(&first).await,
        [
            (MovementKind::Received, 100, 100),
            (MovementKind::Used, -84, 16),
            (MovementKind::Used, -16, 0),
            (MovementKind::Returned, 16, 16),
        ]
    );
    assert_eq!(world.lines(Operation::PointsUsed).await, 2);
    assert!(world.certificate(&kept).await.application().is_some());
}

// C3: all or nothing with points too: a batch for which they do not reach takes none.
#[tokio::test]
async fn a_batch_for_points_is_all_or_nothing() {
    let world = world().await;
    let package = world.granted(2 * 84 - 1).await;
    let refused = world.buy(vec![with_points(OV, &[&package]); 2], None).await.unwrap_err();
    assert_eq!(refused.code, Code::PointsInsufficient);
    assert_eq!((world.points().await, world.orders().await), (167, 0));
    let stranger = world.stranger().await;
    let foreign = order::buy(
        &world.app,
        &stranger,
        order::Buy { items: vec![with_points(OV, &[&package])], token: None },
    );
    assert_eq!(foreign.await.unwrap_err().code, Code::PackageNotFound);
}

// C3: an untouched bundle goes back within five days; not later, not once a point was used, not one that was granted.
#[tokio::test]
async fn an_untouched_bundle_is_refunded_within_five_days() {
    let world = world().await;
    world.top_up(3 * 95_000, 0).await;
    let (untouched, package) = world.bundle("ssl_100").await;
    let (late, _) = world.bundle("ssl_100").await;
    let (used, used_package) = world.bundle("ssl_100").await;
    let (id, certificate) = world.bought(with_points(OV, &[&used_package])).await;
    world.cancel(&certificate).await;
    order::refund(&world.app, &world.ctx, id).await.unwrap();
    order::finish_refund(&world.app, &world.ctx, id).await.unwrap();
    assert_eq!(world.package(&used_package).await.balance, 100, "whole again");
    let refused = order::refund(&world.app, &world.ctx, used).await.unwrap_err();
    assert_eq!(refused.code, Code::NotRefundable);
    assert!(refused.public.contains("ever used"), "{refused}");
    let refused = order::refund(&world.app, &world.after(5 * DAY), late).await.unwrap_err();
    assert!(refused.public.contains("5 days"), "{refused}");
    order::refund(&world.app, &world.after(5 * DAY - 1), untouched).await.unwrap();
    assert_eq!(world.package(&package).await.stage.code(), "refund");
    let over = world.buy(vec![with_points(OV, &[&package])], None).await.unwrap_err();
    assert_eq!(over.code, Code::PackageOver);
    for _ in 0..2 {
        order::finish_refund(&world.app, &world.ctx, untouched).await.unwrap();
    }
    assert_eq!(world.balances().await, (95_000, 0));
    assert!(matches!(world.order(untouched).await.stage, OrderStage::Refunded { .. }));
    assert!(matches!(world.order(used).await.stage, OrderStage::Closed { .. }));
}

// C1, C3: a bundle under a token is bought once.
#[tokio::test]
async fn a_bundle_is_bought_once_under_a_token() {
    let world = world().await;
    world.top_up(1_000_000, 0).await;
    let wanted = |kind: &str, token: &str| BuyBundle {
        kind: kind.into(),
        gift: GiftUse::First,
        token: Some(token.into()),
    };
    let first = order::buy_bundle(&world.app, &world.ctx, wanted("ssl_100", "b")).await.unwrap();
    let again = order::buy_bundle(&world.app, &world.ctx, wanted("ssl_100", "b")).await.unwrap();
    assert_eq!((first.id, world.balances().await.0), (again.id, 905_000));
    let other = order::buy_bundle(&world.app, &world.ctx, wanted("ssl_500", "b")).await.unwrap_err();
    assert_eq!(other.code, Code::TokenReused);
    let unknown = order::buy_bundle(&world.app, &world.ctx, wanted("ssl_7", "c")).await.unwrap_err();
    assert_eq!(unknown.code, Code::ProductNotAvailable);
}

async fn give(app: &App, ctx: &Ctx, package: &PackageId, to: &Ctx, points: i64) -> (String, i64) {
    let to = to.tenant().unwrap();
    let given = benefit::give(app, ctx, GivePoints { package: package.clone(), to, points }).await.unwrap();
    (given.code.to_string(), given.expires_at.0)
}

// C3: a transfer code is redeemed once, by the account it is for; the points keep their end.
#[tokio::test]
async fn points_are_given_by_a_code_once() {
    let world = world().await;
    let package = world.granted(100).await;
    let (receiver, other) = (world.stranger().await, world.stranger().await);
    let (code, _) = give(&world.app, &world.ctx, &package, &receiver, 60).await;
    assert_eq!(world.points().await, 40, "they left at once and cannot be taken back");
    for (ctx, text) in [(&other, code.as_str()), (&world.ctx, code.as_str()), (&receiver, "WRONG")] {
        let refused = benefit::redeem(&world.app, ctx, text).await.unwrap_err();
        assert_eq!(refused.code, Code::PackageNotFound, "another's code is like one that never was");
    }
    let mut running = Vec::new();
    for _ in 0..6 {
        let (app, ctx, code) = (world.app.clone(), receiver.clone(), code.to_lowercase());
        running.push(tokio::spawn(async move { benefit::redeem(&app, &ctx, &code).await }));
    }
    let mut redeemed = Vec::new();
    for task in running {
        match task.await.unwrap() {
            Ok(package) => redeemed.push(package),
            Err(refused) => assert_eq!(refused.code, Code::PointsRefused),
        }
    }
    let [received] = redeemed.as_slice() else { panic!("{} times", redeemed.len()) };
    assert_eq!((received.balance, &received.source), (60, &Source::Transferred { from: world.account }));
    assert_eq!(received.expires_at, world.package(&package).await.expires_at);
    let listed = benefit::list(&world.app, &world.ctx, PackageFilter::default()).await.unwrap();
    assert_eq!(listed.items[0].transfers[0].stage.code(), "received");
    let mine = world.ctx.tenant().unwrap();
    for (points, to, code) in [
        (41, receiver.tenant().unwrap(), Code::PointsInsufficient),
        (0, receiver.tenant().unwrap(), Code::PointsRefused),
        (1, mine, Code::PointsRefused),
    ] {
        let wanted = GivePoints { package: package.clone(), to, points };
        assert_eq!(benefit::give(&world.app, &world.ctx, wanted).await.unwrap_err().code, code);
    }
}

// C3: a list of packages stays small however many codes were made of their points.
#[tokio::test]
async fn a_page_shows_the_latest_transfers_only() {
    let mut world = world().await;
    world.app.policy = policy_with("packages_page_max = 1_000", "packages_page_max = 20");
    let (package, other) = (world.granted(100).await, world.granted(100).await);
    let receiver = world.stranger().await;
    for from in [&package, &other] {
        for _ in 0..15 {
            give(&world.app, &world.ctx, from, &receiver, 1).await;
        }
    }
    let page = benefit::list(&world.app, &world.ctx, PackageFilter::default()).await.unwrap();
    assert_eq!(page.items.iter().map(|item| item.transfers.len()).collect::<Vec<_>>(), [15, 5]);
}

// C3: a code that nobody redeems lapses after its time, and the points return to their package.
#[tokio::test]
async fn a_code_that_nobody_redeems_lapses() {
    let world = world().await;
    let package = world.granted(100).await;
    let receiver = world.stranger().await;
    let (code, ends_at) = give(&world.app, &world.ctx, &package, &receiver, 60).await;
    let wait = ends_at - NOW.0;
    let page = benefit::list(&world.app, &world.ctx, PackageFilter::default()).await.unwrap();
    let digest = page.items[0].transfers[0].code_sha256.clone();
    benefit::lapse_transfer(&world.app, &world.after(wait - 1), &digest).await.unwrap();
    assert_eq!(world.points().await, 40, "not before its time");
    let late = Ctx { now: world.after(wait).now, ..receiver };
    let refused = benefit::redeem(&world.app, &late, &code).await.unwrap_err();
    assert_eq!(refused.code, Code::PointsRefused);
    for _ in 0..2 {
        benefit::lapse_transfer(&world.app, &world.after(wait), &digest).await.unwrap();
        assert_eq!(world.points().await, 100);
    }
    assert_eq!(world.log_of(&package).await.last(), Some(&(MovementKind::TransferLapsed, 60, 100)));
}

// C3: points that come back before anybody noted that their package is over: each point has its line, whichever comes
// first, and the lines sum to what is left.
#[tokio::test]
async fn every_point_that_lapses_has_its_line() {
    for expired_first in [true, false] {
        let world = world().await;
        let package = world.granted(100).await;
        let (id, certificate) = world.bought(with_points(OV, &[&package])).await;
        world.cancel(&certificate).await;
        order::refund(&world.app, &world.ctx, id).await.unwrap();
        let end = world.after(365 * DAY);
        if expired_first {
            benefit::expire(&world.app, &end, &package).await.unwrap();
        }
        order::finish_refund(&world.app, &end, id).await.unwrap();
        benefit::expire(&world.app, &end, &package).await.unwrap();
        let log = [
            (MovementKind::Received, 100, 100),
            (MovementKind::Used, -84, 16),
            (MovementKind::Expired, -16, 0),
            (MovementKind::Returned, 84, 84),
            (MovementKind::Expired, -84, 0),
        ];
        assert_eq!(world.log_of(&package).await, log, "{expired_first}");
        assert_eq!(world.package(&package).await.stage, Stage::Expired { at: end.now, lapsed: 100 });
        assert_eq!(world.lines(Operation::PointsExpired).await, 2);
    }
}

// C3: points are good for a year; then they lapse, and points that come back later lapse too.
#[tokio::test]
async fn points_lapse_after_a_year() {
    let world = world().await;
    let package = world.granted(100).await;
    let (id, certificate) = world.bought(with_points(OV, &[&package])).await;
    world.cancel(&certificate).await;
    order::refund(&world.app, &world.ctx, id).await.unwrap();
    let end = world.after(365 * DAY);
    benefit::expire(&world.app, &world.after(365 * DAY - 1), &package).await.unwrap();
    assert_eq!(world.package(&package).await.balance, 16);
    for _ in 0..2 {
        benefit::expire(&world.app, &end, &package).await.unwrap();
    }
    order::finish_refund(&world.app, &end, id).await.unwrap();
    let package = world.package(&package).await;
    assert_eq!((package.balance, package.stage.code()), (0, "expired"));
    assert_eq!(world.lines(Operation::PointsExpired).await, 2, "what was left, and what came back");
}

// B3: the free quota first, then the places that staff gave, until their end; the primary domain's quota stays.
#[tokio::test]
async fn extra_places_raise_the_accounts_quota_until_their_end() {
    let mut world = world().await;
    world.app.policy = policy_with("free_per_account = 20", "free_per_account = 1");
    world.apply("one.boutique.org").await;
    let apply = |ctx: Ctx, domain: &'static str, package: Option<PackageId>| {
        let app = world.app.clone();
        let input = Apply { package, ..application(domain) };
        async move { order::apply_free(&app, &ctx, input).await }
    };
    let full = apply(world.ctx.clone(), "two.boutique.org", None).await.unwrap_err();
    assert_eq!(full.code, Code::FreeQuotaExhausted);
    let wanted = GrantPlaces { account: world.account, places: 1, days: Some(10) };
    let given = benefit::grant_places(&world.app, &world.operator(), wanted).await.unwrap();
    let over = apply(world.after(10 * DAY), "two.boutique.org", Some(given.id.clone())).await.unwrap_err();
    assert_eq!(over.code, Code::PackageOver);
    let unknown = apply(world.ctx.clone(), "two.boutique.org", Some(PackageId("pkg-x".into())));
    assert_eq!(unknown.await.unwrap_err().code, Code::PackageNotFound);
    apply(world.after(10 * DAY - 1), "two.boutique.org", Some(given.id)).await.unwrap();
    let full = apply(world.ctx.clone(), "three.boutique.org", None).await.unwrap_err();
    assert_eq!(full.code, Code::FreeQuotaExhausted);
    assert_eq!(world.lines(Operation::PlacesGranted).await, 1);
    for (places, days) in [(0, None), (1, Some(0)), (i64::MAX, None)] {
        let wanted = GrantPlaces { account: world.account, places, days };
        let refused = benefit::grant_places(&world.app, &world.operator(), wanted).await.unwrap_err();
        assert_eq!(refused.code, Code::InvalidParameter);
    }
}
