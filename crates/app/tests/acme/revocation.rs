//! Revocation on the word of the account, of who controls the names, and of the key (RFC 8555 section 7.6), and what is
//! forgotten in time.

use crate::client::{code, csr_of, site};
use chancery_app::Code;
use chancery_app::acme::{self, RevokeBy};
use chancery_domain::certificate::Stage;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::revocation::Reason;
use chancery_pki::private_key::PrivateKey;

#[tokio::test]
async fn three_may_revoke_and_nobody_else() {
    let site = site().await;
    let (app, ctx) = (&site.app, site.ctx());
    let (owner, other) = (site.account("a").await, site.account("b").await);
    let (_, first) = site.issue(&owner, &["shop.org", "www.shop.org"]).await;
    let by_other = || RevokeBy::Account(other.clone());
    let unauthorized = Code::AcmeRevocationUnauthorized;
    assert_eq!(code(acme::revoke(app, &ctx, by_other(), &first.der, None).await), unauthorized);
    // One of two names is not enough; both are.
    site.ready(&other, &["shop.org"]).await;
    assert_eq!(code(acme::revoke(app, &ctx, by_other(), &first.der, None).await), unauthorized);
    site.ready(&other, &["www.shop.org"]).await;
    acme::revoke(app, &ctx, by_other(), &first.der, Some(5)).await.unwrap();
    let stage = site.world.stage(&first.id).await;
    assert!(matches!(stage, Stage::Revoked { reason: Reason::CessationOfOperation, .. }), "{stage:?}");
    let again = acme::revoke(app, &ctx, RevokeBy::Account(owner.clone()), &first.der, None).await;
    assert_eq!(code(again), Code::AlreadyRevoked);

    let key = PrivateKey::generate(KeyAlgorithm::P256).unwrap();
    let order = site.ready(&owner, &["shop.org"]).await;
    let order = site.finalize(&owner, &order, csr_of(&key, &["shop.org"])).await.unwrap();
    let second = site.issued(order.certificate().unwrap()).await;
    let stranger = RevokeBy::Key { spki_der: first.facts.public_key.spki().to_vec() };
    assert_eq!(code(acme::revoke(app, &ctx, stranger, &second.der, None).await), unauthorized);
    for reason in [2, 6, 7, 8, 9, 10, 11, -1] {
        let by = RevokeBy::Account(owner.clone());
        let outcome = acme::revoke(app, &ctx, by, &second.der, Some(reason)).await;
        assert_eq!(code(outcome), Code::AcmeReasonInvalid, "{reason}");
    }
    let holder = RevokeBy::Key { spki_der: key.public_key_spki().to_vec() };
    acme::revoke(app, &ctx, holder, &second.der, Some(1)).await.unwrap();
}

#[tokio::test]
async fn what_was_not_issued_here_is_not_revoked_here() {
    let site = site().await;
    let (app, ctx) = (&site.app, site.ctx());
    let owner = site.account("a").await;
    let (_, issued) = site.issue(&owner, &["shop.org"]).await;
    let by = || RevokeBy::Account(owner.clone());
    assert_eq!(code(acme::revoke(app, &ctx, by(), b"no certificate", None).await), Code::AcmeMalformed);
    // The same serial, another signature.
    let mut forged = issued.der.clone();
    *forged.last_mut().unwrap() ^= 1;
    assert_eq!(code(acme::revoke(app, &ctx, by(), &forged, None).await), Code::AcmeNotFound);
    assert!(matches!(site.world.stage(&issued.id).await, Stage::Issued(_)));
}

#[tokio::test]
async fn what_ended_long_ago_is_forgotten_and_certificates_stay() {
    let mut site = site().await;
    let owner = site.account("a").await;
    let (old, issued) = site.issue(&owner, &["shop.org"]).await;
    site.later(30 * 86_400);
    assert!(!acme::forget(&site.app, &site.ctx()).await.unwrap());
    assert_eq!(site.fetch(&owner, &old).await.id, old.id);
    site.later(10 * 86_400);
    acme::forget(&site.app, &site.ctx()).await.unwrap();
    assert_eq!(code(acme::order(&site.app, &site.ctx(), &owner, &old.id).await), Code::AcmeNotFound);
    let gone = acme::authorization(&site.app, &site.ctx(), &owner, &old.authorizations[0]).await;
    assert_eq!(code(gone), Code::AcmeNotFound);
    acme::certificate(&site.app, &site.ctx(), &owner, &issued.id, 0).await.unwrap();
}
