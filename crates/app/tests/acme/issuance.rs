//! From the CSR to the certificate, also when it is interrupted, repeated or crowded (RFC 8555 section 7.4).

use crate::client::{code, csr, csr_of, site};
use chancery_app::Code;
use chancery_app::acme;
use chancery_domain::acme::{ChallengeType, OrderStatus};
use chancery_domain::certificate::Stage;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::operation_log::Operation;
use chancery_pki::private_key::PrivateKey;
use futures_util::future::join_all;
use std::collections::HashSet;
use std::sync::atomic::Ordering;

#[tokio::test]
async fn a_whole_issuance() {
    let site = site().await;
    let caller = site.account("a").await;
    let (order, issued) = site.issue(&caller, &["*.shop.org", "shop.org"]).await;
    assert_eq!(order.status(site.now), OrderStatus::Valid);
    let mut names = issued.facts.san_dns();
    names.sort();
    assert_eq!(names, ["*.shop.org", "shop.org"]);
    let chain = acme::certificate(&site.app, &site.ctx(), &caller, &issued.id, 0).await.unwrap();
    assert!(chain.pem.starts_with("-----BEGIN CERTIFICATE-----\n"));
    assert_eq!(chain.pem.matches("BEGIN CERTIFICATE").count(), 2);
    assert_eq!(
        code(acme::certificate(&site.app, &site.ctx(), &caller, &issued.id, 1).await),
        Code::AcmeNotFound
    );
    // It stands in the register like any other, under the tenant, with its lines.
    let (id, tenant) = (issued.id.clone(), caller.tenant);
    let (certificate, lines) =
        site.world.read(move |r| Ok((r.certificate(&id)?.unwrap(), r.log_lines(tenant, 0, 100)?))).await;
    assert_eq!(certificate.account, tenant);
    assert!(matches!(&certificate.stage, Stage::Issued(v) if v.serial.as_hex() == issued.facts.serial_hex));
    let issued_lines: Vec<_> = lines.iter().filter(|l| l.entry.operation == Operation::Issued).collect();
    assert_eq!(issued_lines.len(), 1);
    for part in [
        "names: shop.org, *.shop.org",
        "methods: dns-01",
        order.id.as_str(),
        issued.facts.serial_hex.as_str(),
    ] {
        assert!(issued_lines[0].entry.detail.contains(part), "{}", issued_lines[0].entry.detail);
    }
    // A second CSR for the same order is refused, whatever it holds.
    assert_eq!(code(site.finalize(&caller, &order, csr(&["shop.org"])).await), Code::AcmeOrderNotReady);
}

#[tokio::test]
async fn must_never_12_an_address_or_name_that_was_not_proved() {
    let site = site().await;
    let caller = site.account("a").await;
    let order = site.ready(&caller, &["shop.org"]).await;
    for wanted in [
        vec!["shop.org", "192.0.2.1"],
        vec!["192.0.2.1"],
        vec!["shop.org", "www.shop.org"],
        vec!["*.shop.org"],
        vec!["www.shop.org"],
    ] {
        assert_eq!(code(site.finalize(&caller, &order, csr(&wanted)).await), Code::AcmeCsrBad, "{wanted:?}");
    }
    let unproved = site.order(&caller, &["www.shop.org"]).await;
    assert_eq!(
        code(site.finalize(&caller, &unproved, csr(&["www.shop.org"])).await),
        Code::AcmeOrderNotReady
    );
    assert_eq!(site.fetch(&caller, &order).await.status(site.now), OrderStatus::Ready);
}

#[tokio::test]
async fn must_never_16_a_hundred_finalizations_of_one_order_give_one_certificate() {
    let site = site().await;
    let caller = site.account("a").await;
    let order = site.ready(&caller, &["shop.org"]).await;
    let outcomes = join_all((0..100).map(|_| site.finalize(&caller, &order, csr(&["shop.org"])))).await;
    let (done, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(done.len(), 1);
    assert!(refused.into_iter().all(|outcome| code(outcome) == Code::AcmeOrderNotReady));
    let tenant = caller.tenant;
    let lines = site.world.read(move |r| Ok(r.log_lines(tenant, 0, 1_000)?)).await;
    assert_eq!(lines.iter().filter(|l| l.entry.operation == Operation::Issued).count(), 1);
}

#[tokio::test]
async fn must_never_16_a_hundred_orders_at_once_keep_their_own_names_and_keys() {
    let site = site().await;
    let (one, two) = (site.account("a").await, site.account("b").await);
    let runs = (0..100).map(|n| {
        let (site, caller) = (&site, if n % 2 == 0 { &one } else { &two });
        async move {
            let name = format!("n{n}.shop.org");
            let key = PrivateKey::generate(KeyAlgorithm::P256).unwrap();
            let order = site.ready(caller, &[&name]).await;
            let order = site.finalize(caller, &order, csr_of(&key, &[&name])).await.unwrap();
            let issued = site.issued(order.certificate().unwrap()).await;
            assert_eq!(issued.facts.san_dns(), [name]);
            assert_eq!(issued.facts.public_key.spki(), key.public_key_spki());
            issued.facts.serial_hex
        }
    });
    let serials: HashSet<String> = join_all(runs).await.into_iter().collect();
    assert_eq!(serials.len(), 100);
}

#[tokio::test]
async fn must_never_21_a_failure_after_the_signature_leaves_nothing_unknown() {
    let mut site = site().await;
    let caller = site.account("a").await;
    let order = site.ready(&caller, &["shop.org"]).await;
    // The unit that takes the CSR passes, the one after the signature fails.
    site.world.writes_left.store(1, Ordering::SeqCst);
    let answered = site.finalize(&caller, &order, csr(&["shop.org"])).await.unwrap();
    site.world.writes_left.store(-1, Ordering::SeqCst);
    assert_eq!(answered.status(site.now), OrderStatus::Processing);
    assert_eq!(code(site.finalize(&caller, &order, csr(&["shop.org"])).await), Code::AcmeOrderNotReady);
    // Too soon: the request that began it may still be at work.
    acme::resume(&site.app, &site.ctx()).await.unwrap();
    assert_eq!(site.fetch(&caller, &order).await.status(site.now), OrderStatus::Processing);
    site.later(site.app.policy.acme.resume_after_seconds);
    let ctx = site.ctx();
    let (first, second) = tokio::join!(acme::resume(&site.app, &ctx), acme::resume(&site.app, &ctx));
    first.unwrap();
    second.unwrap();
    let order = site.fetch(&caller, &order).await;
    assert_eq!(order.status(site.now), OrderStatus::Valid);
    let issued = site.issued(order.certificate().unwrap()).await;
    let id = issued.id.clone();
    let issuance = site.world.read(move |r| Ok(r.issuance_for(&id)?.unwrap())).await;
    assert_eq!(issuance.serial.as_hex(), issued.facts.serial_hex);
    assert_eq!(issuance.signed.as_deref(), Some(issued.der.as_slice()));
}

#[tokio::test]
async fn keys_that_nobody_may_use_are_refused() {
    let site = site().await;
    let caller = site.account("a").await;
    let key = PrivateKey::generate(KeyAlgorithm::P256).unwrap();
    let order = site.ready(&caller, &["shop.org"]).await;
    let order = site.finalize(&caller, &order, csr_of(&key, &["shop.org"])).await.unwrap();
    let issued = site.issued(order.certificate().unwrap()).await;
    let by = acme::RevokeBy::Account(caller.clone());
    acme::revoke(&site.app, &site.ctx(), by, &issued.der, Some(1)).await.unwrap();
    // must never happen, 20: by any account.
    let other = site.account("b").await;
    for who in [&caller, &other] {
        let order = site.ready(who, &["shop.org"]).await;
        let outcome = site.finalize(who, &order, csr_of(&key, &["shop.org"])).await;
        assert_eq!(code(outcome), Code::AcmeCsrBad);
    }
    // The key of an account is no key of a certificate (RFC 8555 section 11.1).
    let own = PrivateKey::generate(KeyAlgorithm::P256).unwrap();
    let input =
        acme::NewAccount { spki_der: own.public_key_spki().to_vec(), ..crate::client::account_request("c") };
    let (account, _) = acme::new_account(&site.app, &site.ctx(), input).await.unwrap();
    let third = acme::Caller::of(&account);
    let order = site.ready(&third, &["shop.org"]).await;
    assert_eq!(code(site.finalize(&third, &order, csr_of(&own, &["shop.org"])).await), Code::AcmeCsrBad);
    let input =
        acme::NewAccount { spki_der: key.public_key_spki().to_vec(), ..crate::client::account_request("d") };
    assert_eq!(code(acme::new_account(&site.app, &site.ctx(), input).await), Code::AcmeKeyRefused);
}

#[tokio::test]
async fn addresses_are_certified_by_profiles_that_take_them() {
    let site = site().await;
    let caller = site.account("a").await;
    let input = acme::NewOrder {
        identifiers: crate::client::names(&["8.8.8.8", "shop.org"]),
        profile: Some("shortlived".into()),
        ..acme::NewOrder::default()
    };
    let order = acme::new_order(&site.app, &site.ctx(), &caller, input).await.unwrap();
    site.answer(&caller, &order, ChallengeType::Http01).await;
    let order = site.finalize(&caller, &order, csr(&["8.8.8.8", "shop.org"])).await.unwrap();
    let issued = site.issued(order.certificate().unwrap()).await;
    assert_eq!(issued.facts.san_ip(), ["8.8.8.8".parse::<std::net::IpAddr>().unwrap()]);
    assert_eq!(issued.facts.not_after.seconds_since(issued.facts.not_before) + 1, 518_400);
}
