//! Purchases and their payment: what is bought stands there with its payment or not at all (C1, A7).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code, reason = "each test binary uses its own part")]
#[path = "support/bought.rs"]
mod bought;
mod support;

use bought::information;
use chancery_app::money::{self, GiftUse, PaymentMeans, VoucherChoice};
use chancery_app::order::{self, Means, Purchase, QuoteInput};
use chancery_app::ports::Scope;
use chancery_app::{Code, Ctx, engine};
use chancery_domain::certificate::Stage as CertificateStage;
use chancery_domain::ids::VoucherId;
use chancery_domain::money::Cents;
use chancery_domain::operation_log::Operation;
use chancery_domain::order::{Ending, ProductCode, Settlement, Stage, Wishes};
use chancery_domain::voucher::{self, Discount, Voucher, Worth};
use support::counting_house::*;
use support::*;

/// TrustAsia DV Wildcard, which takes part in automatic renewal.
const DV_WILDCARD: u32 = 12;

impl World {
    async fn discount(&self, percent: u8) {
        let discount =
            Discount { account: self.account, brand: None, percent, ends_at: None, set_at: self.ctx.now };
        let scope = Scope::Account(self.account);
        self.app.store.write(scope, move |r| Ok(r.set_discount(&discount)?)).await.unwrap();
    }

    async fn voucher(&self, cents: i64) -> VoucherId {
        let voucher = Voucher {
            id: VoucherId(0),
            account: Some(self.account),
            brand: None,
            worth: Worth::Amount(Cents(cents)),
            minimum: Cents::ZERO,
            issued_at: self.ctx.now,
            ends_at: self.ctx.now.plus_days(10),
            stage: voucher::Stage::Open,
        };
        let digest = format!("{cents:064}");
        let scope = Scope::Account(self.account);
        self.app.store.write(scope, move |r| Ok(r.insert_voucher(&voucher, &digest)?)).await.unwrap()
    }
}

fn with_voucher(voucher: VoucherId) -> Purchase {
    let means = PaymentMeans { voucher: Some(VoucherChoice::Number(voucher)), gift: GiftUse::First };
    Purchase { means: Means::Money(means), ..purchase(OV, 1, 1) }
}

// C1: gift balance first, then cash; a certificate awaits its information; each step is in the operation log.
#[tokio::test]
async fn a_purchase_is_paid_and_its_certificate_awaits_information() {
    let world = world().await;
    world.top_up(100_000, 20_000).await;
    let wishes = Wishes { tags: vec![("team".into(), "web".into())], ..Wishes::default() };
    let (id, certificate) = world.bought(Purchase { wishes, ..purchase(OV, 1, 1) }).await;
    assert_eq!(world.balances().await, (100_000 - 63_600, 0));
    let order = world.order(id).await;
    assert_eq!(order.stage, Stage::Paid { at: NOW });
    let Settlement::Money(payment) = &order.settlement else { panic!("{order:?}") };
    assert_eq!((payment.cash, payment.gift), (Cents(63_600), Cents(20_000)));
    let certificate = world.certificate(&certificate).await;
    assert_eq!(certificate.stage, CertificateStage::AwaitingInformation);
    assert_eq!(certificate.tags[0].value, "web");
    let application = certificate.application().unwrap();
    assert!(application.order == id && !application.renews_itself && !application.free);
    assert_eq!((application.term_days, application.names_paid), (365, 1));
    for operation in [Operation::Ordered, Operation::Paid, Operation::Bought] {
        assert_eq!(world.lines(operation).await, 1, "{operation:?}");
    }
}

// K4: what is wanted to renew itself is sold only where that is offered: TrustAsia DV for one year, not for two, not OV.
#[tokio::test]
async fn automatic_renewal_is_bought_only_where_it_is_offered() {
    let world = world().await;
    world.top_up(1_000_000, 0).await;
    let wanted = |product, years| {
        let wishes = Wishes { auto_renew: true, ..Wishes::default() };
        Purchase { wishes, ..purchase(product, 1, years) }
    };
    let (_, certificate) = world.bought(wanted(DV_WILDCARD, 1)).await;
    assert!(world.certificate(&certificate).await.application().unwrap().renews_itself);
    let balances = world.balances().await;
    for refused in [wanted(DV_WILDCARD, 2), wanted(OV, 1)] {
        let refused = world.buy(vec![refused], None).await.unwrap_err();
        assert_eq!(refused.code, Code::AutomaticRenewalRefused);
    }
    assert_eq!((world.balances().await, world.orders().await), (balances, 1));
    let (_, ov) = world.bought(purchase(OV, 1, 1)).await;
    let person = order::ApplicantDraft::Person { mail: "owner@boutique.org".into() };
    let filled = order::FillIn { renews_itself: Some(true), ..information(&ov, &["boutique.org"], person) };
    let refused = order::fill_in(&world.app, &world.ctx, filled).await.unwrap_err();
    assert_eq!(refused.code, Code::AutomaticRenewalRefused);
}

// A1, A2, A7: further names and years as the product is sold; everything else is refused and nothing is there.
#[tokio::test]
async fn what_is_not_sold_this_way_is_refused_and_changes_nothing() {
    let world = world().await;
    world.top_up(100_000_000, 0).await;
    let (id, certificate) = world.bought(purchase(OV_MULTI, 4, 3)).await;
    assert_eq!(world.order(id).await.quote.total, Cents(3 * (167_200 + 2 * 83_600)));
    assert_eq!(world.certificate(&certificate).await.application().unwrap().term_days, 3 * 365);
    let balances = world.balances().await;
    for (item, code) in [
        (purchase(83, 1, 1), Code::ProductNotAvailable),
        (purchase(75, 1, 1), Code::ProductNotAvailable),
        (purchase(9_999, 1, 1), Code::ProductNotAvailable),
        (purchase(OV, 2, 1), Code::NameCountInvalid),
        (purchase(OV, 0, 1), Code::NameCountInvalid),
        (purchase(OV_MULTI, 51, 1), Code::NameCountInvalid),
        (purchase(OV, 1, 4), Code::TermInvalid),
        (purchase(OV, 1, 0), Code::TermInvalid),
        (purchase(11, 5, 2), Code::TermInvalid),
    ] {
        let refused = world.buy(vec![item.clone()], None).await.unwrap_err();
        assert_eq!(refused.code, code, "{item:?}: {refused}");
    }
    assert_eq!((world.orders().await, world.balances().await), (1, balances));
}

// C1: fifty certificates or fifty names in one purchase, and all of them or none.
#[tokio::test]
async fn a_batch_is_bought_whole_or_not_at_all() {
    let world = world().await;
    world.top_up(3 * 83_600 - 1, 0).await;
    let refused = world.buy(vec![purchase(OV, 1, 1); 3], None).await.unwrap_err();
    assert_eq!(refused.code, Code::BalanceInsufficient);
    assert_eq!((world.orders().await, world.balances().await), (0, (3 * 83_600 - 1, 0)));
    assert_eq!(world.lines(Operation::Ordered).await, 0);
    for (items, code) in [
        (vec![], Code::InvalidParameter),
        (vec![later(OV); 51], Code::PurchaseTooLarge),
        (vec![purchase(OV_MULTI, 26, 1); 2], Code::PurchaseTooLarge),
    ] {
        assert_eq!(world.buy(items, None).await.unwrap_err().code, code);
    }
    assert_eq!(world.buy(vec![later(OV); 50], None).await.unwrap().orders.len(), 50);
    world.top_up(1, 0).await;
    let bought = world.buy(vec![purchase(OV, 1, 1); 3], None).await.unwrap();
    assert!(bought.orders.iter().all(|(_, certificate)| certificate.is_some()));
    assert_eq!(world.balances().await, (0, 0));
}

// C1: the same purchase under the same token is made once; another one under it is refused.
#[tokio::test]
async fn a_token_makes_a_purchase_once() {
    let world = world().await;
    world.top_up(1_000_000, 0).await;
    let first = world.buy(vec![purchase(OV, 1, 1); 2], Some("t-1")).await.unwrap();
    let again = world.buy(vec![purchase(OV, 1, 1); 2], Some("t-1")).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(world.balances().await, (1_000_000 - 2 * 83_600, 0));
    for other in [vec![purchase(OV, 1, 1)], vec![purchase(OV, 1, 2); 2], vec![later(OV); 2]] {
        assert_eq!(world.buy(other, Some("t-1")).await.unwrap_err().code, Code::TokenReused);
    }
    assert_eq!(world.orders().await, 2);
    let long = "t".repeat(65);
    for bad in ["", "a\nb", long.as_str()] {
        let refused = world.buy(vec![later(OV)], Some(bad)).await.unwrap_err();
        assert_eq!(refused.code, Code::InvalidParameter);
    }
}

// C1: an order may be paid later, once; it is given up, or closed when its time is over.
#[tokio::test]
async fn an_unpaid_order_is_paid_given_up_or_closed() {
    let world = world().await;
    let money = || Means::Money(PaymentMeans::default());
    let pay = |ctx: Ctx, id| {
        let app = world.app.clone();
        async move { order::pay(&app, &ctx, id, Means::Money(PaymentMeans::default())).await }
    };
    let (paid, given_up, closed) = (world.ordered().await, world.ordered().await, world.ordered().await);
    assert_eq!(pay(world.ctx.clone(), paid).await.unwrap_err().code, Code::BalanceInsufficient);
    assert!(matches!(world.order(paid).await.stage, Stage::Unpaid { .. }), "nothing changed");
    world.top_up(1_000_000, 0).await;
    let stranger = world.stranger().await;
    for foreign in [
        order::pay(&world.app, &stranger, paid, money()).await.unwrap_err(),
        order::give_up(&world.app, &stranger, paid).await.unwrap_err(),
        order::list(&world.app, &stranger, order::ListInput { order: Some(paid), ..Default::default() })
            .await
            .unwrap_err(),
        order::refund(&world.app, &stranger, paid).await.unwrap_err(),
    ] {
        assert_eq!(foreign.code, Code::OrderNotFound);
    }
    assert!(pay(world.ctx.clone(), paid).await.unwrap().certificate().is_some());
    assert_eq!(pay(world.ctx.clone(), paid).await.unwrap_err().code, Code::OrderState);
    assert_eq!(world.balances().await, (1_000_000 - 83_600, 0));
    order::give_up(&world.app, &world.ctx, given_up).await.unwrap();
    assert_eq!(pay(world.ctx.clone(), given_up).await.unwrap_err().code, Code::OrderState);
    assert_eq!(order::give_up(&world.app, &world.ctx, paid).await.unwrap_err().code, Code::OrderState);
    let day = world.app.policy.orders.unpaid_seconds;
    order::close_unpaid(&world.app, &world.after(day - 1), closed).await.unwrap();
    assert!(matches!(world.order(closed).await.stage, Stage::Unpaid { .. }));
    assert_eq!(pay(world.after(day), closed).await.unwrap_err().code, Code::OrderState);
    for _ in 0..2 {
        for id in [closed, paid, given_up] {
            order::close_unpaid(&world.app, &world.after(day), id).await.unwrap();
        }
    }
    assert!(matches!(world.order(closed).await.stage, Stage::Closed { because: Ending::NotPaid, .. }));
    assert!(matches!(world.order(given_up).await.stage, Stage::Cancelled { .. }));
    assert!(matches!(world.order(paid).await.stage, Stage::Paid { .. }));
    assert_eq!(world.lines(Operation::OrderClosed).await, 1);
    assert_eq!(world.lines(Operation::OrderCancelled).await, 1);
}

// C1: two spend the last cent at the same time, or pay one order twice: one succeeds.
#[tokio::test]
async fn the_last_cent_is_spent_once() {
    let world = world().await;
    world.top_up(83_600, 0).await;
    let mut running = Vec::new();
    for _ in 0..8 {
        let (app, ctx) = (world.app.clone(), world.ctx.clone());
        running.push(tokio::spawn(async move {
            order::buy(&app, &ctx, order::Buy { items: vec![purchase(OV, 1, 1)], token: None }).await.is_ok()
        }));
    }
    let mut bought = 0;
    for task in running {
        bought += u32::from(task.await.unwrap());
    }
    assert_eq!((bought, world.balances().await, world.orders().await), (1, (0, 0), 1));
    let id = world.ordered().await;
    world.top_up(1_000_000, 0).await;
    let mut running = Vec::new();
    for _ in 0..8 {
        let (app, ctx) = (world.app.clone(), world.ctx.clone());
        running.push(tokio::spawn(async move {
            order::pay(&app, &ctx, id, Means::Money(PaymentMeans::default())).await.is_ok()
        }));
    }
    let mut paid = 0;
    for task in running {
        paid += u32::from(task.await.unwrap());
    }
    assert_eq!((paid, world.balances().await), (1, (1_000_000 - 83_600, 0)));
}

// A7, C1: a quote shows discount and voucher and uses nothing up; the purchase pays just what it said; a voucher is good
// for the first of a batch, and the best one is found.
#[tokio::test]
async fn a_quote_is_what_the_purchase_pays() {
    let world = world().await;
    world.top_up(1_000_000, 0).await;
    world.discount(10).await;
    let voucher = world.voucher(5_000).await;
    let input = QuoteInput {
        product: ProductCode(OV),
        name_count: 1,
        years: 1,
        voucher: Some(VoucherChoice::Number(voucher)),
    };
    for _ in 0..2 {
        let quoted = order::quote(&world.app, &world.ctx, input.clone()).await.unwrap();
        assert_eq!(quoted.quote.total, Cents(83_600));
        assert_eq!(quoted.reckoning.discount, Some((10, Cents(8_360))));
        assert_eq!(quoted.reckoning.voucher, Some((voucher, Cents(5_000))));
        assert_eq!((quoted.reckoning.rest, quoted.points), (Cents(70_240), Some(84)));
    }
    let bought = world.buy(vec![with_voucher(voucher); 2], None).await.unwrap();
    assert_eq!(bought.orders.len(), 2);
    assert_eq!(world.balances().await.0, 1_000_000 - 70_240 - 75_240);
    let used = world.buy(vec![with_voucher(voucher)], None).await.unwrap_err();
    assert_eq!(used.code, Code::VoucherRefused);
    world.voucher(1_000).await;
    let best = world.voucher(7_000).await;
    let item = Purchase { means: Means::BestVoucher(GiftUse::First), ..purchase(OV, 1, 1) };
    let (id, _) = world.bought(item).await;
    let Settlement::Money(payment) = world.order(id).await.settlement else { panic!("not paid") };
    assert_eq!((payment.voucher, payment.cash), (Some(best), Cents(68_240)));
}

// C1: however many vouchers an account had before, the best that can still be used is found.
#[tokio::test]
async fn the_best_voucher_is_found_behind_many_that_are_over() {
    let world = world().await;
    world.top_up(100_000, 0).await;
    let best = world.voucher(5_000).await;
    for more in 0..201 {
        let over = world.voucher(9_000 + more).await;
        money::withdraw_voucher(&world.app, &world.operator(), over).await.unwrap();
    }
    let item = Purchase { means: Means::BestVoucher(GiftUse::First), ..purchase(OV, 1, 1) };
    let (id, _) = world.bought(item).await;
    let Settlement::Money(payment) = world.order(id).await.settlement else { panic!("not paid") };
    assert_eq!(payment.voucher, Some(best));
}

// C1: the stored task closes an order that was not paid, and does so once.
#[tokio::test]
async fn the_engine_closes_what_was_not_paid() {
    struct Later(chancery_domain::time::Timestamp);
    impl chancery_app::ports::Clock for Later {
        fn now(&self) -> chancery_domain::time::Timestamp {
            self.0
        }
    }
    let world = world().await;
    let id = world.ordered().await;
    let clock = Later(world.after(world.app.policy.orders.unpaid_seconds).now);
    for _ in 0..3 {
        engine::run_due(&world.app, &clock, &entropy()).await.unwrap();
    }
    assert!(matches!(world.order(id).await.stage, Stage::Closed { because: Ending::NotPaid, .. }));
}
