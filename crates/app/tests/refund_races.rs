//! Refunds against each other and against everything that excludes them, on two nodes and on both databases: exactly one
//! of them happens, and the books balance (C1, C2).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code, reason = "each test binary uses its own part")]
#[path = "support/bought.rs"]
mod bought;
mod support;

use bought::information;
use chancery_app::{Code, issuance, order, validation};
use chancery_domain::certificate::StageKind;
use chancery_domain::ids::{CertificateId, OrderId};
use chancery_domain::operation_log::Operation;
use chancery_domain::order::Stage;
use support::counting_house::*;
use support::two_nodes::*;
use support::*;

/// TrustAsia DV Wildcard: 299 dollars a year.
const DV_WILDCARD: u32 = 12;

/// A paid certificate whose names wait for their proof, and what was paid.
async fn submitted(bank: &Bank, domain: &str) -> (OrderId, CertificateId, i64) {
    let world = &bank.world;
    let before = world.balances().await;
    let (order, id) = world.bought(purchase(DV_WILDCARD, 1, 1)).await;
    let person = order::ApplicantDraft::Person { mail: "owner@boutique.org".into() };
    order::fill_in(&world.app, &world.ctx, information(&id, &[&format!("*.{domain}")], person))
        .await
        .unwrap();
    order::submit(&world.app, &world.ctx, &id, None).await.unwrap();
    let after = world.balances().await;
    (order, id, before.0 + before.1 - after.0 - after.1)
}

// C2: a refund asked for by many at once on two nodes and carried out by many is one refund.
#[tokio::test(flavor = "multi_thread")]
async fn a_refund_asked_for_twice_at_once_happens_once() {
    on_both(|bank| async move {
        bank.world.top_up(100_000, 20_001).await;
        let had = bank.world.balances().await;
        let (order, id) = bank.world.bought(purchase(OV, 1, 1)).await;
        bank.world.cancel(&id).await;
        let mut running = Vec::new();
        for number in 0..8 {
            let (app, ctx) = (bank.node(number), bank.world.ctx.clone());
            running.push(tokio::spawn(async move {
                let asked = order::refund(&app, &ctx, order).await;
                order::finish_refund(&app, &ctx, order).await.unwrap();
                asked
            }));
        }
        let mut happened = 0;
        for task in running {
            match task.await.unwrap() {
                Ok(_) => happened += 1,
                Err(refused) => assert_eq!(refused.code, Code::NotRefundable),
            }
        }
        assert_eq!((happened, bank.world.balances().await), (1, had));
        assert!(matches!(bank.world.order(order).await.stage, Stage::Refunded { .. }));
        let lines = [Operation::RefundAsked, Operation::PaidBack];
        for operation in lines {
            assert_eq!(bank.world.lines(operation).await, 1, "{operation:?}");
        }
    })
    .await;
}

// C2: a certificate that is issued on one node while the tenant cancels and is paid back on the other: either it is issued
// and stays paid, or it is paid back and never issued.
#[tokio::test(flavor = "multi_thread")]
async fn a_refund_against_the_issue_leaves_one_of_them() {
    on_both(|bank| async move {
        bank.world.top_up(1_000_000, 0).await;
        for round in 0..6 {
            let had = bank.world.balances().await.0;
            let (order, id, price) = submitted(bank, &format!("shop{round}.org")).await;
            let (app, ctx, wanted) = (bank.node(round), bank.world.ctx.clone(), id.clone());
            let issuing = tokio::spawn(async move {
                validation::look(&app, &ctx, &wanted).await.unwrap();
                // Not ready to be signed is nothing to do; run again it finds it done or given up.
                for _ in 0..2 {
                    issuance::sign(&app, &ctx, &wanted).await.unwrap();
                }
            });
            let mut refunds = Vec::new();
            for number in 0..2 {
                let (app, ctx, wanted) = (bank.node(round + 1 + number), bank.world.ctx.clone(), id.clone());
                refunds.push(tokio::spawn(async move {
                    let cancelled = order::cancel(&app, &ctx, &wanted, order::Cancel::Order).await.is_ok();
                    let refunded = order::refund(&app, &ctx, order).await.is_ok();
                    order::finish_refund(&app, &ctx, order).await.unwrap();
                    (cancelled, refunded)
                }));
            }
            issuing.await.unwrap();
            let (mut cancelled, mut refunded) = (0, 0);
            for task in refunds {
                let (one, other) = task.await.unwrap();
                cancelled += i32::from(one);
                refunded += i32::from(other);
            }
            let stage = bank.world.certificate(&id).await.stage.kind();
            let issued = bank.world.read(move |register| Ok(register.issuance_for(&id)?)).await.is_some();
            let balance = bank.world.balances().await.0;
            let stage_of_order = bank.world.order(order).await.stage;
            // An order whose certificate is issued is closed, and is not paid back any more.
            let closed = matches!(stage_of_order, Stage::Closed { .. });
            assert!(closed || matches!(stage_of_order, Stage::Refunded { .. }), "{stage_of_order:?}");
            if cancelled == 0 {
                assert_eq!((stage, issued, closed, refunded), (StageKind::Issued, true, true, 0));
                assert_eq!(balance, had - price);
            } else {
                assert_eq!((stage, issued, closed, refunded), (StageKind::Refunded, false, false, 1));
                assert_eq!((balance, cancelled), (had, 1));
            }
        }
    })
    .await;
}

// C2: what is opened again is not paid back, and what is paid back is not opened again.
#[tokio::test(flavor = "multi_thread")]
async fn a_refund_against_a_resubmission_leaves_one_of_them() {
    on_both(|bank| async move {
        bank.world.top_up(1_000_000, 0).await;
        for round in 0..6 {
            let had = bank.world.balances().await.0;
            let (order, id, price) = submitted(bank, &format!("shop{round}.org")).await;
            bank.world.cancel(&id).await;
            let (app, ctx) = (bank.node(round), bank.world.ctx.clone());
            let refund = tokio::spawn(async move {
                let asked = order::refund(&app, &ctx, order).await.is_ok();
                order::finish_refund(&app, &ctx, order).await.unwrap();
                asked
            });
            let (app, ctx, wanted) = (bank.node(round + 1), bank.world.ctx.clone(), id.clone());
            let again = tokio::spawn(async move { order::resubmit(&app, &ctx, &wanted).await.is_ok() });
            let (refunded, opened) = (refund.await.unwrap(), again.await.unwrap());
            assert!(refunded != opened, "{refunded} {opened}");
            let stage = bank.world.certificate(&id).await.stage.kind();
            assert_eq!(stage == StageKind::Refunded, refunded);
            let left = if refunded { had } else { had - price };
            assert_eq!(bank.world.balances().await.0, left);
        }
    })
    .await;
}
