//! Refunds: when they are due, in which proportion, and once (C2).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use chancery_app::ports::Scope;
use chancery_app::{Code, order};
use chancery_domain::certificate::{FailureReason, Stage as CertificateStage, Validity};
use chancery_domain::ids::CertificateId;
use chancery_domain::issuance::Serial;
use chancery_domain::operation_log::Operation;
use chancery_domain::order::Stage;
use support::counting_house::*;
use support::*;

impl World {
    /// Puts the certificate into a stage without the way there.
    async fn put(&self, id: &CertificateId, stage: CertificateStage) {
        let (id, scope) = (id.clone(), Scope::Account(self.account));
        let unit = move |register: &mut dyn chancery_app::ports::Register| {
            let mut certificate = register.certificate(&id)?.unwrap();
            certificate.stage = stage.clone();
            Ok(register.update_certificate(&certificate)?)
        };
        self.app.store.write(scope, unit).await.unwrap();
    }
}

fn issued() -> CertificateStage {
    CertificateStage::Issued(Validity {
        serial: Serial::from_bytes(&[1]),
        not_before: NOW,
        not_after: NOW.plus_days(90),
        validated_at: Some(NOW),
        approved_at: None,
        fingerprint_sha1: "ab".repeat(20),
    })
}

// C2: from pending submission it is cancelled first; then cash and gift come back as they were paid, once, for good.
#[tokio::test]
async fn what_was_paid_comes_back_in_its_proportion_once() {
    let world = world().await;
    world.top_up(100_000, 20_001).await;
    let (id, certificate) = world.bought(purchase(OV, 1, 1)).await;
    assert_eq!(world.balances().await, (100_000 - 63_599, 0));
    let refused = order::refund(&world.app, &world.ctx, id).await.unwrap_err();
    assert_eq!(refused.code, Code::NotRefundable);
    assert!(refused.public.contains("cancel its application first"), "{refused}");
    world.cancel(&certificate).await;
    assert!(matches!(world.order(id).await.stage, Stage::Paid { .. }), "cancelled, but paid for");
    let asked = order::refund(&world.app, &world.ctx, id).await.unwrap();
    assert!(matches!(asked.stage, Stage::Refunding { .. }));
    assert!(matches!(world.stage(&certificate).await, CertificateStage::Refunded { .. }));
    assert_eq!(order::refund(&world.app, &world.ctx, id).await.unwrap_err().code, Code::NotRefundable);
    for _ in 0..2 {
        order::finish_refund(&world.app, &world.ctx, id).await.unwrap();
        assert_eq!(world.balances().await, (100_000, 20_001));
        assert!(matches!(world.order(id).await.stage, Stage::Refunded { .. }));
    }
    let undone = order::refund(&world.app, &world.ctx, id).await.unwrap_err();
    assert!(undone.public.contains("cannot be undone"), "{undone}");
    let again = order::resubmit(&world.app, &world.ctx, &certificate).await;
    assert!(again.is_err(), "a refunded application is not opened again");
    assert_eq!(world.lines(Operation::RefundAsked).await, 1);
    assert_eq!(world.lines(Operation::PaidBack).await, 1);
}

// C2: at each stage of the certificate: only what failed or was cancelled is refunded, never what was issued.
#[tokio::test]
async fn only_what_failed_or_was_cancelled_is_refunded() {
    let world = world().await;
    world.top_up(10_000_000, 0).await;
    let failed = FailureReason::ValidationTimedOut { last_seen: String::new() };
    let serial = None;
    for (stage, refunded) in [
        (CertificateStage::Issuing { validated_at: NOW, approved_at: None, serial }, false),
        (issued(), false),
        (CertificateStage::Failed { at: NOW, reason: failed }, true),
        (CertificateStage::Cancelled { at: NOW }, true),
    ] {
        let (id, certificate) = world.bought(purchase(OV, 1, 1)).await;
        world.put(&certificate, stage.clone()).await;
        let balances = world.balances().await;
        let outcome = order::refund(&world.app, &world.ctx, id).await;
        assert_eq!(outcome.is_ok(), refunded, "{stage:?}");
        if let Err(refused) = outcome {
            assert_eq!(refused.code, Code::NotRefundable);
            assert_eq!((world.stage(&certificate).await, world.balances().await), (stage, balances));
            assert!(matches!(world.order(id).await.stage, Stage::Paid { .. }));
        }
    }
}

// C2: nothing comes back for a free certificate or an unpaid order.
#[tokio::test]
async fn what_cost_nothing_is_not_refunded() {
    let world = world().await;
    let unpaid = world.ordered().await;
    let refused = order::refund(&world.app, &world.ctx, unpaid).await.unwrap_err();
    assert_eq!(refused.code, Code::NotRefundable);
    let free = world.apply("shop.boutique.org").await;
    let order = order::order_of(&world.app, &world.ctx, &free).await.unwrap();
    for cancelled in [false, true] {
        if cancelled {
            world.cancel(&free).await;
            assert!(matches!(world.order(order.id).await.stage, Stage::Cancelled { .. }));
        }
        let refused = order::refund(&world.app, &world.ctx, order.id).await.unwrap_err();
        assert_eq!(refused.code, Code::NotRefundable);
        assert!(refused.public.contains("free"), "{refused}");
    }
    let stranger = world.stranger().await;
    let foreign = order::order_of(&world.app, &stranger, &free).await.unwrap_err();
    assert_eq!(foreign.code, Code::CertificateNotFound);
}

// C2: what was asked for is carried out also after a crash between the two steps.
#[tokio::test]
async fn a_refund_interrupted_between_its_steps_is_carried_out_once() {
    let world = world().await;
    world.top_up(83_600, 0).await;
    let (id, certificate) = world.bought(purchase(OV, 1, 1)).await;
    world.cancel(&certificate).await;
    order::refund(&world.app, &world.ctx, id).await.unwrap();
    world.writes_left.store(0, std::sync::atomic::Ordering::SeqCst);
    assert!(order::finish_refund(&world.app, &world.ctx, id).await.is_err());
    assert_eq!(world.balances().await, (0, 0));
    let mut running = Vec::new();
    for _ in 0..4 {
        let (app, ctx) = (world.app.clone(), world.ctx.clone());
        running.push(tokio::spawn(async move { order::finish_refund(&app, &ctx, id).await.is_ok() }));
    }
    for task in running {
        assert!(task.await.unwrap());
    }
    assert_eq!(world.balances().await, (83_600, 0));
}
