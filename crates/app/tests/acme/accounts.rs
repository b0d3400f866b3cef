//! Accounts: made once per key, bound to tenants, changed and given up (RFC 8555 section 7.3).

use crate::client::{account_request, code, names, site};
use chancery_app::Code;
use chancery_app::acme::{self, Caller, KeyChange, NewAccount, NewOrder};
use chancery_domain::acme::{AcmeAccountStage, AuthorizationStage};
use chancery_domain::policy::{Policy, Rate};
use std::sync::Arc;

#[tokio::test]
async fn a_key_has_one_account() {
    let site = site().await;
    let (app, ctx) = (&site.app, site.ctx());
    let absent = NewAccount { only_existing: true, ..account_request("a") };
    assert_eq!(code(acme::new_account(app, &ctx, absent.clone()).await), Code::AcmeAccountMissing);
    let (first, created) = acme::new_account(app, &ctx, account_request("a")).await.unwrap();
    assert!(created);
    let (again, created) = acme::new_account(app, &ctx, account_request("a")).await.unwrap();
    assert!(!created && again == first);
    assert_eq!(acme::new_account(app, &ctx, absent).await.unwrap(), (first.clone(), false));
    assert_eq!(acme::account(app, &ctx, &first.id).await.unwrap(), Some(first.clone()));
    let found = acme::account_by_thumbprint(app, &ctx, &first.thumbprint).await.unwrap();
    assert_eq!(found, Some(first));
}

#[tokio::test]
async fn two_requests_at_once_make_one_account() {
    let site = site().await;
    let made = futures_util::future::join_all(
        (0..20).map(|_| acme::new_account(&site.app, &site.world.ctx, account_request("a"))),
    )
    .await;
    let made: Vec<_> = made.into_iter().map(Result::unwrap).collect();
    assert_eq!(made.iter().filter(|(_, created)| *created).count(), 1);
    assert!(made.iter().all(|(account, _)| account.id == made[0].0.id));
}

#[tokio::test]
async fn contacts_and_terms_are_checked() {
    let mut site = site().await;
    for (contact, refused) in [
        ("tel:+12025551212", Code::AcmeContactUnsupported),
        ("mailto:a@shop.org,b@shop.org", Code::AcmeContactInvalid),
        ("mailto:a@shop.org?cc=b@shop.org", Code::AcmeContactInvalid),
    ] {
        let input = NewAccount { contacts: vec![contact.into()], ..account_request("a") };
        assert_eq!(code(acme::new_account(&site.app, &site.ctx(), input).await), refused, "{contact}");
    }
    let mut settings = (*site.app.settings).clone();
    settings.terms_of_service = Some("https://ca.example/terms".into());
    site.app.settings = Arc::new(settings);
    let input = NewAccount { terms_agreed: false, ..account_request("a") };
    assert_eq!(code(acme::new_account(&site.app, &site.ctx(), input).await), Code::AcmeTermsNotAgreed);
    let caller = site.account("a").await;
    let changed = acme::update_contacts(&site.app, &site.ctx(), &caller, Vec::new()).await.unwrap();
    assert!(changed.contacts.is_empty());
}

#[tokio::test]
async fn must_never_15_an_account_without_a_binding_where_one_is_required() {
    let mut site = site().await;
    let mut settings = (*site.app.settings).clone();
    settings.require_eab = true;
    site.app.settings = Arc::new(settings);
    let (app, ctx) = (&site.app, site.ctx());
    assert_eq!(
        code(acme::new_account(app, &ctx, account_request("a")).await),
        Code::AcmeExternalAccountRequired
    );
    let with = |kid: &str, key: &str| NewAccount { eab_kid: Some(kid.into()), ..account_request(key) };
    assert_eq!(
        code(acme::new_account(app, &ctx, with("unknown", "a")).await),
        Code::AcmeExternalAccountRefused
    );
    assert_eq!(acme::account_by_thumbprint(app, &ctx, "thumbprint-of-a").await.unwrap(), None);

    let binding = acme::create_binding(app, &site.world.ctx, site.world.account).await.unwrap();
    let key = acme::eab_key(app, &ctx, &binding.kid).await.unwrap().unwrap();
    assert_eq!((key.tenant, key.hmac.len()), (site.world.account, 32));
    assert!(!format!("{key:?}").contains(&format!("{:?}", key.hmac)));
    let (account, _) = acme::new_account(app, &ctx, with(&binding.kid, "a")).await.unwrap();
    assert_eq!(account.tenant, site.world.account);
    assert_eq!(account.eab_kid.as_deref(), Some(binding.kid.as_str()));
    // It is used up for any other key, and the same key finds its account.
    assert_eq!(
        code(acme::new_account(app, &ctx, with(&binding.kid, "b")).await),
        Code::AcmeExternalAccountRefused
    );
    assert_eq!(acme::account_by_thumbprint(app, &ctx, "thumbprint-of-b").await.unwrap(), None);
    assert!(!acme::new_account(app, &ctx, with(&binding.kid, "a")).await.unwrap().1);

    let second = acme::create_binding(app, &site.world.ctx, site.world.account).await.unwrap();
    acme::disable_binding(app, &site.world.ctx, &second.kid).await.unwrap();
    assert!(acme::eab_key(app, &ctx, &second.kid).await.unwrap().is_none());
    assert_eq!(
        code(acme::new_account(app, &ctx, with(&second.kid, "c")).await),
        Code::AcmeExternalAccountRefused
    );
    assert_eq!(acme::list_bindings(app, site.world.account).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_changed_key_counts_at_once_and_conflicts_are_told() {
    let site = site().await;
    let (app, ctx) = (&site.app, site.ctx());
    let (caller, other) = (site.account("a").await, site.account("b").await);
    let change = |to: &str| {
        let (jwk, thumbprint, spki) =
            ("{}".to_owned(), format!("thumbprint-of-{to}"), to.as_bytes().to_vec());
        acme::change_key(app, &site.world.ctx, &caller, jwk, thumbprint, spki)
    };
    assert_eq!(change("b").await.unwrap(), KeyChange::Conflict(other.account.clone()));
    assert_eq!(change("a").await.unwrap(), KeyChange::Conflict(caller.account.clone()));
    let KeyChange::Done(changed) = change("c").await.unwrap() else { panic!("conflict") };
    assert_eq!(changed.id, caller.account);
    // The old key is nobody's now, also where a front end still remembers it.
    assert_eq!(code(site.try_order(&caller, &["shop.org"]).await), Code::Unauthorized);
    site.try_order(&Caller::of(&changed), &["shop.org"]).await.unwrap();
    assert_eq!(acme::account_by_thumbprint(app, &ctx, "thumbprint-of-a").await.unwrap(), None);
}

#[tokio::test]
async fn a_deactivated_account_is_out_of_use_and_its_authorizations_are_revoked() {
    let site = site().await;
    let caller = site.account("a").await;
    let order = site.order(&caller, &["shop.org"]).await;
    let gone = acme::deactivate_account(&site.app, &site.ctx(), &caller).await.unwrap();
    assert_eq!(gone.stage, AcmeAccountStage::Deactivated);
    let id = order.authorizations[0].clone();
    let authorization = site.world.read(move |r| Ok(r.authorization(&id)?.unwrap())).await;
    assert_eq!(authorization.stage, AuthorizationStage::Revoked);
    let inactive = Code::AcmeAccountInactive;
    assert_eq!(code(site.try_order(&caller, &["shop.org"]).await), inactive);
    assert_eq!(code(acme::order(&site.app, &site.ctx(), &caller, &order.id).await), inactive);
    assert_eq!(code(acme::deactivate_account(&site.app, &site.ctx(), &caller).await), inactive);
    assert_eq!(code(acme::new_account(&site.app, &site.ctx(), account_request("a")).await), inactive);
}

#[tokio::test]
async fn rates_are_told_with_the_time_to_wait() {
    let mut site = site().await;
    let mut policy = Policy::compiled_in().unwrap();
    let two = Rate { count: 2, seconds: 60 };
    policy.acme.rates.new_accounts_per_address = two;
    policy.acme.rates.new_orders_per_account = two;
    policy.acme.rates.failed_validations_per_name = two;
    policy.acme.rates.certificates_per_primary_domain = two;
    site.app.policy = Arc::new(policy);
    let (caller, other) = (site.account("a").await, site.account("b").await);
    let refused = acme::new_account(&site.app, &site.ctx(), account_request("c")).await.unwrap_err();
    assert_eq!((refused.code, refused.retry_after_seconds), (Code::RateLimited, Some(30)));
    for _ in 0..2 {
        site.order(&caller, &["shop.org"]).await;
    }
    let input = NewOrder { identifiers: names(&["shop.org"]), ..NewOrder::default() };
    let refused = acme::new_order(&site.app, &site.ctx(), &caller, input).await.unwrap_err();
    assert_eq!((refused.code, refused.retry_after_seconds), (Code::RateLimited, Some(30)));
    // Another account's allowance is its own.
    for name in ["a.shop.org", "b.shop.org"] {
        site.issue(&other, &[name]).await;
    }
    site.later(60);
    let order = site.ready(&caller, &["c.shop.org"]).await;
    site.finalize(&caller, &order, crate::client::csr(&["c.shop.org"])).await.unwrap();

    site.later(600);
    site.outside.lock().blind = true;
    for _ in 0..2 {
        let order = site.order(&caller, &["d.shop.org"]).await;
        site.answer(&caller, &order, chancery_domain::acme::ChallengeType::Dns01).await;
    }
    site.later(30);
    site.order(&caller, &["d.shop.org"]).await;
    site.later(-20);
    assert_eq!(code(site.try_order(&caller, &["d.shop.org"]).await), Code::RateLimited);
}
