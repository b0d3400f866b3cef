//! J1, J2: reissues.

use crate::paid::*;
use crate::support::*;
use chancery_app::order::CsrChoice;
use chancery_app::reissue::{Ask, KeySource, ask};
use chancery_app::{Code, order, validation};
use chancery_domain::certificate::{Certificate, Stage};
use chancery_domain::ids::CertificateId;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::operation_log::Operation;
use chancery_domain::time::Timestamp;
use chancery_pki::csr::{self, Subject};
use chancery_pki::private_key::PrivateKey;

fn online(algorithm: KeyAlgorithm) -> KeySource {
    KeySource::Other(CsrChoice::Online { algorithm, password: None })
}

async fn reissue(
    world: &World,
    now: Timestamp,
    id: &CertificateId,
    key: KeySource,
) -> Result<CertificateId, Code> {
    let wanted =
        Ask { certificate: id.clone(), key, by_file: false, reason: "the old key was in a backup".into() };
    ask(&world.app, &at(world, now), wanted).await.map_err(|failure| failure.code)
}

async fn register_untouched(world: &World, before: &Certificate) {
    assert_eq!(&certificate(world, &before.id).await, before);
}

/// J1, J2, B2: a paid certificate of an organisation: no validation, no quota, the same last second, another key.
#[tokio::test]
async fn j2_a_paid_certificate_is_reissued_until_the_same_second() {
    let world = world().await;
    let first = buy(&world, NOW, Bought::default()).await;
    let original = certificate(&world, &first).await;
    let now = NOW.plus_days(100);
    let id = reissue(&world, now, &first, online(KeyAlgorithm::Rsa2048)).await.unwrap();
    assert!(matches!(world.stage(&id).await, Stage::Issuing { .. }), "proved before (E5)");
    assert_eq!(reissue(&world, now, &first, KeySource::Original).await, Err(Code::AlreadyReissued));
    run(&world, now).await;
    let made = certificate(&world, &id).await;
    assert_eq!(made.validity().unwrap().not_after, original.validity().unwrap().not_after);
    assert_eq!(made.names, original.names);
    assert_eq!(made.alias, original.alias);
    assert_eq!(made.algorithm, Some(KeyAlgorithm::Rsa2048));
    let application = made.application().unwrap();
    assert_eq!(application.reissues.as_ref(), Some(&first));
    assert_eq!(application.order, original.application().unwrap().order);
    register_untouched(&world, &original).await;
    let account = world.account;
    assert_eq!(world.read(move |register| Ok(register.quota_used_by_account(account, now, 20)?)).await, 0);
    let lines = world.read(move |register| Ok(register.log_lines(account, 0, 1_000)?)).await;
    let line = lines.iter().find(|line| line.entry.operation == Operation::Reissued).unwrap();
    assert!(line.entry.detail.contains("the old key was in a backup"), "{}", line.entry.detail);

    // Paid ones as often as one likes; a reissue of a reissue belongs to the same kin.
    let second = reissue(&world, now, &id, KeySource::Original).await.unwrap();
    assert_eq!(certificate(&world, &second).await.application().unwrap().reissues.as_ref(), Some(&first));
    assert_eq!(public_key(&world, &second).await, public_key(&world, &id).await, "the same CSR");
}

/// J1: 31 days before the end is early enough, 30 are not.
#[tokio::test]
async fn j1_more_than_thirty_days_have_to_be_left() {
    let world = world().await;
    let first = buy(&world, NOW, Bought::default()).await;
    let end = certificate(&world, &first).await.validity().unwrap().not_after;
    let late = reissue(&world, end.plus_days(-30), &first, KeySource::Original).await;
    assert_eq!(late, Err(Code::NotReissuable));
    assert_eq!(world.lines(Operation::Reissued).await, 0);
    reissue(&world, end.plus_days(-31), &first, KeySource::Original).await.unwrap();
}

/// J1, J2: a free certificate is proved the way it was the first time, once, and uses no quota.
#[tokio::test]
async fn j1_a_free_certificate_is_reissued_once() {
    let world = world().await;
    let first = world.apply("shop.boutique.org").await;
    run(&world, NOW.plus_seconds(20)).await;
    let now = NOW.plus_seconds(60);
    let by_file =
        Ask { certificate: first.clone(), key: KeySource::Original, by_file: true, reason: String::new() };
    let refused = ask(&world.app, &at(&world, now), by_file).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidParameter, "the way it was the first time");

    // One that is given up does not count.
    let given_up = reissue(&world, now, &first, online(KeyAlgorithm::P256)).await.unwrap();
    assert!(matches!(world.stage(&given_up).await, Stage::Validating(..)));
    order::cancel(&world.app, &at(&world, now), &given_up, order::Cancel::Examination).await.unwrap();
    let id = reissue(&world, now, &first, online(KeyAlgorithm::P384)).await.unwrap();
    validation::look(&world.app, &at(&world, now), &id).await.unwrap();
    run(&world, now).await;
    let (old, new) = (certificate(&world, &first).await, certificate(&world, &id).await);
    assert_eq!(old.validity().unwrap().not_after, new.validity().unwrap().not_after);
    for id in [&first, &id] {
        assert_eq!(reissue(&world, now, id, KeySource::Original).await, Err(Code::AlreadyReissued));
    }
    let account = world.account;
    assert_eq!(world.read(move |register| Ok(register.quota_used_by_account(account, now, 20)?)).await, 1);
    let order = old.application().unwrap().order;
    let stage = world.read(move |register| Ok(register.order(order)?.unwrap().stage)).await;
    assert!(matches!(stage, chancery_domain::order::Stage::Closed { .. }), "{stage:?}");
}

/// J1, seed 001: while one of a primary domain is being reissued its siblings wait, and nobody else's.
#[tokio::test]
async fn j1_siblings_wait() {
    let world = world().await;
    let one =
        buy(&world, NOW, Bought { name: "a.boutique.org", applicant: person(), ..Bought::default() }).await;
    let two =
        buy(&world, NOW, Bought { name: "b.boutique.org", applicant: person(), ..Bought::default() }).await;
    let far =
        buy(&world, NOW, Bought { name: "atelier.org", applicant: person(), ..Bought::default() }).await;
    let now = NOW.plus_days(10);
    let running = reissue(&world, now, &one, online(KeyAlgorithm::P256)).await.unwrap();
    assert!(matches!(world.stage(&running).await, Stage::Validating(..)), "a person proves anew (E5)");
    let before = certificate(&world, &two).await;
    assert_eq!(reissue(&world, now, &two, KeySource::Original).await, Err(Code::NotReissuable));
    register_untouched(&world, &before).await;
    reissue(&world, now, &far, KeySource::Original).await.unwrap();
    // When it fails, what it was to replace is as it was, and the others go on.
    let late = now.plus_seconds(world.app.policy.validation.deadline_seconds + 1);
    validation::poll(&world.app, &at(&world, late), &running, 1).await.unwrap();
    assert!(matches!(world.stage(&running).await, Stage::Failed { .. }));
    assert!(matches!(world.stage(&one).await, Stage::Issued(_)));
    reissue(&world, late, &two, KeySource::Original).await.unwrap();
}

/// E5: a person's paid DV is not validated within three days of the first issue, nor with the same CSR.
#[tokio::test]
async fn e5_a_reissue_of_a_persons_certificate() {
    let world = world().await;
    let bought = |name| Bought { name, applicant: person(), ..Bought::default() };
    for (name, days, key, proved) in [
        ("one.org", 2, online(KeyAlgorithm::P256), true),
        ("two.org", 4, online(KeyAlgorithm::P256), false),
        ("three.org", 100, KeySource::Original, true),
    ] {
        let first = buy(&world, NOW, bought(name)).await;
        let id = reissue(&world, NOW.plus_days(days), &first, key).await.unwrap();
        assert_eq!(matches!(world.stage(&id).await, Stage::Issuing { .. }), proved, "{name}");
    }
}

/// E5, seed 001: less than three days, counted from the first issue of the kin; a reissue of yesterday does not begin them
/// anew.
#[tokio::test]
async fn e5_the_three_days_are_counted_from_the_original_issue() {
    let world = world().await;
    let bought = |name| Bought { name, applicant: person(), ..Bought::default() };
    for (name, seconds, skipped) in [("one.org", 3 * 86_400 - 1, true), ("two.org", 3 * 86_400, false)] {
        let first = buy(&world, NOW, bought(name)).await;
        let issued_at = certificate(&world, &first).await.changed_at;
        let id = reissue(&world, issued_at.plus_seconds(seconds), &first, online(KeyAlgorithm::P256)).await;
        let stage = world.stage(&id.unwrap()).await;
        assert_eq!(matches!(stage, Stage::Issuing { .. }), skipped, "{name}: {stage:?}");
    }
    let first = buy(&world, NOW, bought("three.org")).await;
    let second = reissue(&world, NOW.plus_days(2), &first, online(KeyAlgorithm::P256)).await.unwrap();
    run(&world, NOW.plus_days(2)).await;
    assert!(matches!(world.stage(&second).await, Stage::Issued(_)));
    let third = reissue(&world, NOW.plus_days(4), &second, online(KeyAlgorithm::P256)).await.unwrap();
    assert!(matches!(world.stage(&third).await, Stage::Validating(..)), "{:?}", world.stage(&third).await);
}

/// D2, J2: a pasted CSR has its own key or one of the kin's, never another order's.
#[tokio::test]
async fn d2_a_pasted_csr_of_a_reissue() {
    let world = world().await;
    let first = buy(&world, NOW, Bought::default()).await;
    let stranger = buy(&world, NOW, Bought { name: "atelier.org", ..Bought::default() }).await;
    let id = stranger.clone();
    let files = world.read(move |register| Ok(register.certificate_files(&id)?.unwrap())).await;
    let sealed = files.sealed_key.unwrap();
    let pem = world.app.vault.open_key(&sealed).unwrap().to_pem().unwrap();
    let names = ["*.boutique.org".to_owned(), "boutique.org".to_owned()];
    let subject = Subject { common_name: Some(names[0].clone()), ..Subject::default() };
    let pasted = |key: &PrivateKey, names: &[String]| {
        let der = csr::build(key, &subject, names).unwrap();
        KeySource::Other(CsrChoice::Pasted(csr::decode(&der).unwrap().to_pem()))
    };
    let theirs = PrivateKey::from_pem(&pem, None).unwrap();
    assert_eq!(reissue(&world, NOW, &first, pasted(&theirs, &names)).await, Err(Code::KeyReused));
    let fresh = PrivateKey::generate(KeyAlgorithm::P256).unwrap();
    let foreign = ["*.boutique.org".to_owned(), "else.org".to_owned()];
    assert_eq!(reissue(&world, NOW, &first, pasted(&fresh, &foreign)).await, Err(Code::CsrInvalid));
    let id = reissue(&world, NOW, &first, pasted(&fresh, &names)).await.unwrap();
    assert!(!certificate(&world, &id).await.key_held);
}

/// Two nodes ask at the same time: one reissue. Somebody else's certificate is one that never was.
#[tokio::test]
async fn j1_two_ask_at_the_same_time() {
    let world = world().await;
    let first = buy(&world, NOW, Bought::default()).await;
    let runs = (0..6).map(|_| reissue(&world, NOW, &first, KeySource::Original));
    let outcomes = futures_util::future::join_all(runs).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    assert_eq!(world.lines(Operation::Reissued).await, 1);

    let made = chancery_app::account::create(
        &world.app,
        &chancery_app::Ctx { actor: chancery_domain::actor::Actor::operator(), ..world.ctx.clone() },
        "other",
    )
    .await
    .unwrap();
    let actor = chancery_domain::actor::Actor {
        role: chancery_domain::actor::Role::Tenant { account: made.account, key: made.secret_id },
        source: None,
    };
    let stranger = chancery_app::Ctx { actor, ..world.ctx.clone() };
    let wanted = Ask { certificate: first, key: KeySource::Original, by_file: false, reason: String::new() };
    let refused = ask(&world.app, &stranger, wanted).await.unwrap_err();
    assert_eq!(refused.code, Code::CertificateNotFound);
}
