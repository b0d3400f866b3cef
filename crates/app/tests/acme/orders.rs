//! Orders: what may be asked for, and who sees what (RFC 8555 sections 7.1.2.1 and 7.4).

use crate::client::{code, csr, names, site};
use chancery_app::Code;
use chancery_app::acme::{self, NewOrder, RevokeBy};
use chancery_domain::acme::{AcmeOrderStage, ChallengeType, OrderStatus};

#[tokio::test]
async fn identifiers_are_sorted_once_each_and_judged_one_by_one() {
    let site = site().await;
    let caller = site.account("a").await;
    let order = site.order(&caller, &["www.shop.org", "SHOP.org", "*.shop.org", "shop.org"]).await;
    let shown: Vec<String> = order.identifiers.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["shop.org", "*.shop.org", "www.shop.org"]);
    assert_eq!(order.authorizations.len(), 3);
    let wildcard =
        acme::authorization(&site.app, &site.ctx(), &caller, &order.authorizations[1]).await.unwrap();
    let kinds: Vec<_> = wildcard.challenges.iter().map(|c| c.kind).collect();
    assert_eq!((wildcard.wildcard(), wildcard.identifier.base_value()), (true, "shop.org".into()));
    assert_eq!(kinds, [ChallengeType::Dns01]);

    let refused = site.try_order(&caller, &["shop.org", "co.uk", "printer.local"]).await.unwrap_err();
    assert_eq!(refused.code, Code::AcmeIdentifierRejected);
    let parts: Vec<String> = refused.parts.iter().map(|p| p.identifier.as_ref().unwrap().value()).collect();
    assert_eq!(parts, ["co.uk", "printer.local"]);
    for (wanted, expected) in [
        (vec![], Code::AcmeMalformed),
        (vec!["shop_a.org"], Code::AcmeIdentifierRejected),
        (vec!["*.*.shop.org"], Code::AcmeIdentifierRejected),
        (vec!["8.8.8.8"], Code::AcmeIdentifierUnsupported),
    ] {
        assert_eq!(code(site.try_order(&caller, &wanted).await), expected, "{wanted:?}");
    }
    let many: Vec<String> = (0..101).map(|n| format!("n{n}.shop.org")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(code(site.try_order(&caller, &many).await), Code::AcmeMalformed);
    let profile = NewOrder {
        identifiers: names(&["shop.org"]),
        profile: Some("catalogue-dv".into()),
        ..NewOrder::default()
    };
    assert_eq!(
        code(acme::new_order(&site.app, &site.ctx(), &caller, profile).await),
        Code::AcmeProfileInvalid
    );
}

#[tokio::test]
async fn valid_authorizations_are_used_again_for_the_same_identifier_alone() {
    let mut site = site().await;
    let (caller, other) = (site.account("a").await, site.account("b").await);
    let first = site.ready(&caller, &["shop.org"]).await;
    assert_eq!(first.stage, AcmeOrderStage::Ready);
    let again = site.order(&caller, &["shop.org"]).await;
    assert_eq!((again.stage, again.authorizations), (AcmeOrderStage::Ready, first.authorizations));
    for (who, wanted) in [(&other, "shop.org"), (&caller, "*.shop.org"), (&caller, "www.shop.org")] {
        assert_eq!(site.order(who, &[wanted]).await.stage, AcmeOrderStage::Pending, "{wanted}");
    }
    site.later(31 * 86_400);
    assert_eq!(site.order(&caller, &["shop.org"]).await.stage, AcmeOrderStage::Pending);
}

#[tokio::test]
async fn time_runs_out_for_orders_and_authorizations() {
    let mut site = site().await;
    let caller = site.account("a").await;
    let order = site.order(&caller, &["shop.org"]).await;
    site.later(8 * 86_400);
    assert_eq!(site.fetch(&caller, &order).await.status(site.now), OrderStatus::Invalid);
    let ctx = site.ctx();
    let id = &order.authorizations[0];
    let late = acme::answer_challenge(&site.app, &ctx, &caller, id, ChallengeType::Dns01);
    assert_eq!(code(late.await), Code::AcmeMalformed);
    assert_eq!(code(site.finalize(&caller, &order, csr(&["shop.org"])).await), Code::AcmeOrderNotReady);
}

#[tokio::test]
async fn orders_are_listed_page_by_page_latest_first() {
    let mut site = site().await;
    let (caller, other) = (site.account("a").await, site.account("b").await);
    let mut made = Vec::new();
    for n in 0..5 {
        site.later(1);
        made.push(site.order(&caller, &[&format!("n{n}.shop.org")]).await.id);
    }
    site.order(&other, &["shop.org"]).await;
    made.reverse();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = acme::orders(&site.app, &site.ctx(), &caller, after.as_ref(), Some(2)).await.unwrap();
        assert!(page.orders.len() <= 2);
        seen.extend(page.orders);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, made);
}

#[tokio::test]
async fn must_never_15_what_is_anothers_is_answered_like_what_never_was() {
    let site = site().await;
    let (app, ctx) = (&site.app, site.ctx());
    let (owner, stranger) = (site.account("a").await, site.account("b").await);
    let waiting = site.order(&owner, &["www.shop.org"]).await;
    let ready = site.ready(&owner, &["api.shop.org"]).await;
    let (issued, certificate) = site.issue(&owner, &["shop.org"]).await;
    let absent =
        acme::order(app, &ctx, &stranger, &"0000000000000000000000".parse().unwrap()).await.unwrap_err();

    let mine = acme::order(app, &ctx, &stranger, &issued.id).await.unwrap_err();
    assert_eq!((mine.code, &mine.public), (Code::AcmeNotFound, &absent.public));
    let authorization = &waiting.authorizations[0];
    let gone = Code::AcmeNotFound;
    assert_eq!(code(acme::authorization(app, &ctx, &stranger, authorization).await), gone);
    assert_eq!(code(acme::deactivate_authorization(app, &ctx, &stranger, authorization).await), gone);
    let answer = acme::answer_challenge(app, &ctx, &stranger, authorization, ChallengeType::Dns01);
    assert_eq!(code(answer.await), gone);
    assert_eq!(code(site.finalize(&stranger, &ready, csr(&["api.shop.org"])).await), gone);
    assert_eq!(code(acme::certificate(app, &ctx, &stranger, &certificate.id, 0).await), gone);
    assert_eq!(code(acme::cancel_order(app, &ctx, &stranger, &issued.id).await), gone);
    assert_eq!(code(acme::star_certificate(app, &ctx, Some(&stranger), &issued.id).await), gone);
    let replaces = NewOrder {
        identifiers: names(&["shop.org"]),
        replaces: Some(certificate.ari()),
        ..NewOrder::default()
    };
    assert_eq!(code(acme::new_order(app, &ctx, &stranger, replaces).await), gone);
    let revoke = acme::revoke(app, &ctx, RevokeBy::Account(stranger.clone()), &certificate.der, None);
    assert_eq!(code(revoke.await), Code::AcmeRevocationUnauthorized);
    assert!(acme::orders(app, &ctx, &stranger, None, None).await.unwrap().orders.is_empty());
    // Nothing of it changed anything.
    assert_eq!(site.fetch(&owner, &ready).await, ready);
    acme::certificate(app, &ctx, &owner, &certificate.id, 0).await.unwrap();
}

#[tokio::test]
async fn validity_asked_for_is_given_or_refused() {
    let site = site().await;
    let caller = site.account("a").await;
    let ask = |not_before: Option<i64>, not_after: Option<i64>| {
        let at = |seconds: Option<i64>| seconds.map(|seconds| site.now.plus_seconds(seconds));
        let input = NewOrder {
            identifiers: names(&["shop.org"]),
            not_before: at(not_before),
            not_after: at(not_after),
            ..NewOrder::default()
        };
        let (app, ctx, caller) = (site.app.clone(), site.ctx(), caller.clone());
        async move { acme::new_order(&app, &ctx, &caller, input).await }
    };
    for (not_before, not_after) in [
        (Some(7_200), None),
        (Some(-7_200), None),
        (None, Some(-1)),
        (None, Some(91 * 86_400)),
        (Some(60), Some(30)),
    ] {
        assert_eq!(
            code(ask(not_before, not_after).await),
            Code::AcmeMalformed,
            "{not_before:?} {not_after:?}"
        );
    }
    let order = ask(Some(60), Some(86_400)).await.unwrap();
    site.answer(&caller, &order, ChallengeType::Dns01).await;
    let order = site.finalize(&caller, &order, csr(&["shop.org"])).await.unwrap();
    let issued = site.issued(order.certificate().unwrap()).await;
    assert_eq!(issued.facts.not_before, site.now.plus_seconds(60));
    assert_eq!(issued.facts.not_after, site.now.plus_seconds(86_400));
}

#[tokio::test]
async fn must_never_11_the_domain_of_a_mail_address_is_not_validated() {
    let site = site().await;
    let caller = site.account("a").await;
    acme::update_contacts(&site.app, &site.ctx(), &caller, vec!["mailto:admin@shop.org".into()])
        .await
        .unwrap();
    site.ready(&caller, &["other.org"]).await;
    let order = site.order(&caller, &["shop.org"]).await;
    assert_eq!(order.stage, AcmeOrderStage::Pending);
    let open = acme::authorization(&site.app, &site.ctx(), &caller, &order.authorizations[0]).await.unwrap();
    // No way of proving a name asks for anything but the DNS and the host of the name itself.
    let kinds: Vec<&str> = open.challenges.iter().map(|c| c.kind.code()).collect();
    assert_eq!(kinds, ["http-01", "dns-01", "tls-alpn-01"]);
}
