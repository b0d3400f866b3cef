//! K3: paid terms that outlast a certificate.

use crate::paid::*;
use crate::support::*;
use chancery_app::ports::{Concern, Scope};
use chancery_app::renewal::continue_terms;
use chancery_domain::certificate::{Certificate, FailureReason, Relation, Stage};
use chancery_domain::ids::CertificateId;
use chancery_domain::operation_log::Operation;
use chancery_domain::renewal::PaidTerm;
use chancery_domain::time::Timestamp;

fn day(date: &str) -> Timestamp {
    Timestamp::from_utc_date(date).unwrap()
}

/// The moment at which something is due for a certificate.
async fn due(world: &World, id: &CertificateId) -> Option<Timestamp> {
    let id = id.clone();
    world.read(move |register| Ok(register.due_at(Concern::Continuation, &id)?)).await
}

async fn continuations(world: &World, id: &CertificateId) -> Vec<CertificateId> {
    let id = id.clone();
    world.read(move |register| Ok(register.related(&id, Relation::Continuation)?)).await
}

/// The last certificate of a term, reached by doing what is due when it is due.
async fn live(world: &World, first: &CertificateId) -> Vec<Certificate> {
    let mut lived = vec![certificate(world, first).await];
    while let Some(at_due) = due(world, &lived.last().unwrap().id).await {
        let before = lived.last().unwrap().clone();
        assert!(at_due <= before.validity().unwrap().not_after, "while the one before is in force");
        let ctx = at(world, at_due);
        // It may run twice, also at the same time.
        let (one, two) = tokio::join!(continue_terms(&world.app, &ctx), continue_terms(&world.app, &ctx));
        one.unwrap();
        two.unwrap();
        continue_terms(&world.app, &ctx).await.unwrap();
        run(world, at_due.plus_seconds(20)).await;
        let next = continuations(world, &before.id).await;
        assert_eq!(next.len(), 1, "one continuation of {}", before.id);
        lived.push(certificate(world, &next[0]).await);
        assert!(lived.len() < 120, "a term without end");
    }
    lived
}

/// K3: three years bought in July 2026 live through certificates of 200, 100 and 47 days (each a day less) to their last second.
#[tokio::test]
async fn k3_a_term_of_three_years_lives_through_its_certificates() {
    let world = world().await;
    let begin = day("2026-07-01");
    let first = buy(&world, begin, Bought { term_days: 3 * 365, ..Bought::default() }).await;
    let lived = live(&world, &first).await;

    let mut lengths: Vec<i64> = Vec::new();
    let mut keys = std::collections::BTreeSet::new();
    for (position, one) in lived.iter().enumerate() {
        let Stage::Issued(validity) = &one.stage else { panic!("{} is {}", one.id, one.stage.name()) };
        let application = one.application().unwrap();
        let ends = validity.not_after.seconds_since(validity.not_before) + 1;
        lengths.push(ends / 86_400);
        assert_eq!(application.order, lived[0].application().unwrap().order, "one order for all");
        assert_eq!(application.term_ends_at, lived[0].application().unwrap().term_ends_at);
        assert!(keys.insert(public_key(&world, &one.id).await), "each has a key of its own");
        if let Some(before) = position.checked_sub(1).map(|p| &lived[p]) {
            assert_eq!(application.continues.as_ref(), Some(&before.id));
            assert!(validity.not_before <= before.validity().unwrap().not_after, "no gap");
        }
    }
    lengths.dedup();
    assert_eq!(&lengths[..3], [199, 99, 46], "{lengths:?}");
    let last = lived.last().unwrap();
    let application = last.application().unwrap();
    assert_eq!(Some(last.validity().unwrap().not_after), application.term_ends_at);
    let term = |c: &Certificate| PaidTerm::of(c.application().unwrap(), c.validity(), &world.app.policy);
    assert_eq!(term(&lived[0]), Some(PaidTerm { years: 3, year: 1 }));
    assert_eq!(term(last), Some(PaidTerm { years: 3, year: 3 }));
    assert_eq!(world.lines(Operation::TermContinued).await, lived.len() - 1);
    assert_eq!(world.lines(Operation::TermContinuationFailed).await, 0);
}

/// K3: a key that is not held here serves again, and the log says so; a proof that is too old is asked for anew.
#[tokio::test]
async fn k3_the_same_csr_serves_again_where_the_key_is_not_held() {
    let world = world().await;
    let bought = Bought { held: false, ..Bought::default() };
    let first = buy(&world, day("2026-07-01"), bought).await;
    let lived = live(&world, &first).await;
    assert_eq!(lived.len(), 2, "365 days by certificates of 199");
    assert_eq!(public_key(&world, &lived[1].id).await, public_key(&world, &first).await);
    let account = world.account;
    let lines = world.read(move |register| Ok(register.log_lines(account, 0, 1_000)?)).await;
    let told = lines.iter().find(|line| line.entry.operation == Operation::TermContinued).unwrap();
    assert!(told.entry.detail.contains("the same CSR"), "{}", told.entry.detail);
    assert_eq!(world.lines(Operation::DomainValidationPassed).await, 1, "the proof was used again");
    // Proved in July 2026, issued again in December, a second time in January 2027: within 200 days.
    let ended = lived[1].application().unwrap().term_ends_at.unwrap();
    assert_eq!(lived[1].validity().unwrap().not_after, ended);
}

/// K3: what comes to nothing is begun anew until the term ends, and no other certificate waits for it.
#[tokio::test]
async fn k3_a_continuation_that_fails_is_begun_anew() {
    let world = world().await;
    let first = buy(&world, day("2026-07-01"), Bought::default()).await;
    let other = buy(&world, day("2026-07-01"), Bought { name: "atelier.org", ..Bought::default() }).await;
    let due_at = due(&world, &first).await.unwrap();
    continue_terms(&world.app, &at(&world, due_at)).await.unwrap();
    let running = continuations(&world, &first).await.pop().unwrap();
    assert!(matches!(world.stage(&running).await, Stage::Issuing { .. }));
    // The holder cannot cancel what is being issued; here it fails in another way.
    let (id, account, app, ctx) = (running.clone(), world.account, world.app.clone(), at(&world, due_at));
    world
        .app
        .store
        .write(Scope::Account(account), move |register| {
            let mut certificate = register.certificate(&id)?.unwrap();
            let change = certificate.stage.clone().refuse("no".into(), ctx.now)?;
            certificate.stage = change.next;
            register.update_certificate(&certificate)?;
            chancery_app::reactions::react(register, &ctx, &app, &certificate, &change.events)
        })
        .await
        .unwrap();
    let again = due(&world, &first).await.unwrap();
    assert_eq!(again, due_at.plus_seconds(world.app.policy.renewal.retry_seconds));
    continue_terms(&world.app, &at(&world, again.plus_seconds(-1))).await.unwrap();
    assert_eq!(continuations(&world, &first).await.len(), 1, "not before it is due");
    continue_terms(&world.app, &at(&world, again)).await.unwrap();
    assert_eq!(continuations(&world, &first).await.len(), 2);
    run(&world, again.plus_seconds(20)).await;
    assert_eq!(due(&world, &first).await, None, "done");
    assert_eq!(continuations(&world, &other).await.len(), 1, "and the other went on too");
}

/// K3, I1: a certificate that is revoked is not continued, nor is a term that has ended.
#[tokio::test]
async fn k3_what_is_revoked_or_over_is_not_continued() {
    let world = world().await;
    let first = buy(&world, day("2026-07-01"), Bought::default()).await;
    let due_at = due(&world, &first).await.unwrap();
    let (id, account, app, ctx) = (first.clone(), world.account, world.app.clone(), at(&world, due_at));
    world
        .app
        .store
        .write(Scope::Account(account), move |register| {
            let mut certificate = register.certificate(&id)?.unwrap();
            let reason = chancery_domain::revocation::Reason::Superseded;
            let change = certificate.stage.clone().revoke(reason, ctx.now)?;
            certificate.stage = change.next;
            register.update_certificate(&certificate)?;
            chancery_app::reactions::react(register, &ctx, &app, &certificate, &change.events)
        })
        .await
        .unwrap();
    continue_terms(&world.app, &at(&world, due_at)).await.unwrap();
    assert!(continuations(&world, &first).await.is_empty());
    assert_eq!(due(&world, &first).await, None);

    let late = buy(&world, day("2026-07-01"), Bought { name: "atelier.org", ..Bought::default() }).await;
    let over = certificate(&world, &late).await.application().unwrap().term_ends_at.unwrap();
    continue_terms(&world.app, &at(&world, over)).await.unwrap();
    assert!(continuations(&world, &late).await.is_empty());
    assert_eq!(due(&world, &late).await, None);
}

/// J2, K3: after a reissue the reissue is continued, not what it replaced; and never is a reissue signed for what was
/// revoked meanwhile (I3).
#[tokio::test]
async fn k3_the_newest_of_a_kin_is_continued() {
    use chancery_app::reissue::{Ask, KeySource, ask};
    let world = world().await;
    let begin = day("2026-07-01");
    let first = buy(&world, begin, Bought::default()).await;
    let later = begin.plus_days(10);
    let wanted =
        Ask { certificate: first.clone(), key: KeySource::Original, by_file: false, reason: String::new() };
    let reissue = ask(&world.app, &at(&world, later), wanted.clone()).await.unwrap();
    run(&world, later.plus_seconds(20)).await;
    assert_eq!(due(&world, &first).await, None);
    assert!(due(&world, &reissue).await.is_some());
    let lived = live(&world, &reissue).await;
    assert_eq!(lived.last().unwrap().application().unwrap().term_ends_at.unwrap(), {
        let original = certificate(&world, &first).await;
        original.application().unwrap().term_ends_at.unwrap()
    });
    assert!(continuations(&world, &first).await.is_empty());

    let other = buy(&world, begin, Bought { name: "atelier.org", ..Bought::default() }).await;
    let wanted = Ask { certificate: other.clone(), ..wanted };
    let doomed = ask(&world.app, &at(&world, later), wanted).await.unwrap();
    assert!(matches!(world.stage(&doomed).await, Stage::Issuing { .. }));
    let (id, account) = (other.clone(), world.account);
    world
        .app
        .store
        .write(Scope::Account(account), move |register| {
            let mut certificate = register.certificate(&id)?.unwrap();
            let reason = chancery_domain::revocation::Reason::KeyCompromise;
            certificate.stage = certificate.stage.clone().revoke(reason, later)?.next;
            Ok(register.update_certificate(&certificate)?)
        })
        .await
        .unwrap();
    run(&world, later.plus_seconds(20)).await;
    let Stage::Failed { reason: FailureReason::IssuerRefused { detail }, .. } = world.stage(&doomed).await
    else {
        panic!("{:?}", world.stage(&doomed).await)
    };
    assert!(detail.contains("revoked"), "{detail}");
}

/// M3, K3: only what ends soon is ignored; the next certificate of the term does not.
#[tokio::test]
async fn m3_the_next_certificate_of_a_term_is_not_ignored() {
    let world = world().await;
    let first = buy(&world, day("2026-07-01"), Bought::default()).await;
    let due_at = due(&world, &first).await.unwrap();
    let ctx = at(&world, due_at);
    chancery_app::certificate::ignore(&world.app, &ctx, vec![first.clone()], true).await.unwrap();
    continue_terms(&world.app, &ctx).await.unwrap();
    let next = continuations(&world, &first).await.pop().unwrap();
    assert!(certificate(&world, &first).await.notices_ignored);
    assert!(!certificate(&world, &next).await.notices_ignored);
}
