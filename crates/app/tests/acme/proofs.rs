//! Proofs: looked for at once, or by a stored task; CAA with them (RFC 8555 sections 7.5 and 8).

use crate::client::{Outside, code, csr, site};
use chancery_app::acme;
use chancery_app::ports::TaskKind;
use chancery_app::{Code, Failure};
use chancery_domain::acme::{AuthorizationStatus, ChallengeStage, ChallengeType, OrderStatus, ProblemType};
use std::sync::atomic::Ordering;
use std::time::Duration;

#[tokio::test]
async fn every_challenge_that_is_offered_proves() {
    let site = site().await;
    let caller = site.account("a").await;
    for (n, kind) in
        [ChallengeType::Http01, ChallengeType::Dns01, ChallengeType::TlsAlpn01].into_iter().enumerate()
    {
        let order = site.order(&caller, &[&format!("n{n}.shop.org")]).await;
        let after = site.answer(&caller, &order, kind).await;
        assert_eq!(after[0].proved_by(), Some(kind));
        assert_eq!(after[0].challenge(kind).unwrap().stage, ChallengeStage::Valid { at: site.now });
        assert_eq!(site.fetch(&caller, &order).await.status(site.now), OrderStatus::Ready);
    }
    let order = site.order(&caller, &["x.shop.org"]).await;
    let (ctx, id) = (site.ctx(), &order.authorizations[0]);
    let unknown = acme::answer_challenge(&site.app, &ctx, &caller, id, ChallengeType::DnsPersist01);
    assert_eq!(code(unknown.await), Code::AcmeNotFound);
}

#[tokio::test]
async fn a_proof_that_is_missing_ends_authorization_and_order() {
    let site = site().await;
    let caller = site.account("a").await;
    site.outside.lock().blind = true;
    let order = site.order(&caller, &["shop.org", "www.shop.org"]).await;
    let after = site.answer(&caller, &order, ChallengeType::Dns01).await;
    assert_eq!(after[0].status(site.now), AuthorizationStatus::Invalid);
    let problem = after[0].challenge(ChallengeType::Dns01).unwrap().stage.problem().unwrap();
    assert_eq!(problem.kind, ProblemType::IncorrectResponse);
    assert!(problem.detail.contains("_acme-challenge.shop.org"), "{}", problem.detail);
    let order = site.fetch(&caller, &order).await;
    assert_eq!(order.status(site.now), OrderStatus::Invalid);
    assert!(order.problem().is_some());
}

#[tokio::test]
async fn caa_is_asked_with_the_proof_and_again_when_the_look_is_old() {
    let mut site = site().await;
    let caller = site.account("a").await;
    *site.outside.lock() = Outside { forbids: vec!["shop.org".into()], ..Outside::default() };
    let order = site.order(&caller, &["www.shop.org"]).await;
    let after = site.answer(&caller, &order, ChallengeType::Dns01).await;
    let problem = after[0].challenge(ChallengeType::Dns01).unwrap().stage.problem().unwrap();
    assert_eq!(problem.kind, ProblemType::Caa);

    *site.outside.lock() = Outside::default();
    let order = site.ready(&caller, &["www.shop.org", "api.shop.org"]).await;
    let looks = site.caa_looks.load(Ordering::SeqCst);
    site.later(9 * 3_600);
    site.outside.lock().forbids = vec!["api.shop.org".into()];
    let refused: Failure =
        site.finalize(&caller, &order, csr(&["www.shop.org", "api.shop.org"])).await.unwrap_err();
    assert_eq!(refused.code, Code::CaaForbids);
    assert_eq!(refused.parts.len(), 1);
    assert_eq!(site.caa_looks.load(Ordering::SeqCst), looks + 2);
    *site.outside.lock() = Outside::default();
    let order = site.finalize(&caller, &order, csr(&["www.shop.org", "api.shop.org"])).await.unwrap();
    assert_eq!(order.status(site.now), OrderStatus::Valid);
}

#[tokio::test]
async fn a_slow_look_goes_on_as_a_task() {
    let mut site = site().await;
    let mut policy = (*site.app.policy).clone();
    policy.acme.answer_wait_milliseconds = 20;
    site.app.policy = std::sync::Arc::new(policy);
    let caller = site.account("a").await;
    site.outside.lock().delay = Duration::from_millis(400);
    let order = site.order(&caller, &["shop.org"]).await;
    let after = site.answer(&caller, &order, ChallengeType::Dns01).await;
    let id = after[0].id.clone();
    assert_eq!(after[0].status(site.now), AuthorizationStatus::Pending);
    assert_eq!(after[0].challenge(ChallengeType::Dns01).unwrap().stage.code(), "processing");
    // Asked again, it is told how things stand.
    let again = site.answer(&caller, &order, ChallengeType::Dns01).await;
    assert_eq!(again[0], after[0]);
    let subject = id.to_string();
    let task = site.world.read(move |r| Ok(r.task(TaskKind::ValidateAcmeAuthorization, &subject)?)).await;
    assert!(task.is_some());
    // The task may run twice, also at once.
    let ctx = site.ctx();
    let (one, two) = tokio::join!(acme::validate(&site.app, &ctx, &id), acme::validate(&site.app, &ctx, &id));
    one.unwrap();
    two.unwrap();
    assert_eq!(site.fetch(&caller, &order).await.status(site.now), OrderStatus::Ready);
}

#[tokio::test]
async fn a_deactivated_authorization_takes_its_order_with_it() {
    let site = site().await;
    let caller = site.account("a").await;
    let order = site.ready(&caller, &["shop.org"]).await;
    let later = site.order(&caller, &["shop.org"]).await;
    let (app, ctx) = (&site.app, site.ctx());
    acme::deactivate_authorization(app, &ctx, &caller, &order.authorizations[0]).await.unwrap();
    assert_eq!(site.fetch(&caller, &order).await.status(site.now), OrderStatus::Invalid);
    // Another order that counted on it finds it gone.
    assert_eq!(code(site.finalize(&caller, &later, csr(&["shop.org"])).await), Code::AcmeOrderNotReady);
    let again = acme::deactivate_authorization(app, &ctx, &caller, &order.authorizations[0]);
    assert_eq!(code(again.await), Code::AcmeMalformed);
}

#[tokio::test]
async fn authorizations_are_opened_ahead_of_orders() {
    let site = site().await;
    let caller = site.account("a").await;
    let (app, ctx) = (&site.app, site.ctx());
    let open = |name: &str| {
        let identifier = acme::IdentifierText { kind: "dns".into(), value: name.into() };
        acme::new_authorization(app, &ctx, &caller, identifier, None)
    };
    assert_eq!(code(open("*.shop.org").await), Code::AcmeMalformed);
    let opened = open("shop.org").await.unwrap();
    assert_eq!(opened.order, None);
    acme::answer_challenge(app, &ctx, &caller, &opened.id, ChallengeType::Http01).await.unwrap();
    assert_eq!(open("shop.org").await.unwrap().id, opened.id);
    let order = site.order(&caller, &["shop.org"]).await;
    assert_eq!(order.authorizations, [opened.id]);
    assert_eq!(order.status(site.now), OrderStatus::Ready);
}
