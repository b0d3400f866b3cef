//! Revoking and what the world is told: the stage, the lists, the OCSP answers, the blocked key.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use chancery_app::ports::{Scope, TaskKind};
use chancery_app::revocation::{Document, OcspAnswer, answer_ocsp, kept_answer, publish_crl, revoke};
use chancery_app::{Code, Ctx, engine, issuance, revocation, validation};
use chancery_domain::certificate::Stage;
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::issuance::{Issuance, Serial};
use chancery_domain::operation_log::Operation;
use chancery_domain::revocation::{By, ListPart, Reason};
use chancery_domain::time::Timestamp;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::digest::{sha1, sha256};
use chancery_pki::ocsp::{AnswerFacts, AnsweredStatus, ErrorStatus};
use chancery_pki::revocation_list::RevocationListFacts;
use std::sync::Arc;
use std::time::Duration;
use support::*;
use tokio_util::sync::CancellationToken;

/// A clock that stands still.
struct Standing(Timestamp);

impl chancery_app::ports::Clock for Standing {
    fn now(&self) -> Timestamp {
        self.0
    }
}

impl World {
    async fn issued(&self, domain: &str) -> Issuance {
        let id = self.apply(domain).await;
        validation::look(&self.app, &self.ctx, &id).await.unwrap();
        issuance::sign(&self.app, &self.ctx, &id).await.unwrap();
        self.issuance(&id).await
    }

    async fn issuance(&self, id: &CertificateId) -> Issuance {
        let wanted = id.clone();
        self.read(move |register| Ok(register.issuance_for(&wanted)?)).await.expect("recorded")
    }

    async fn revoke(&self, serial: &Serial, reason: Reason, by: By) -> Result<(), Code> {
        revoke(&self.app, &self.ctx, serial, reason, by).await.map_err(|failure| failure.code)
    }

    /// An OCSP request about a serial of an issuer.
    fn request(&self, issuer: &str, serial: &Serial, hash: &[u8], nonce: Option<&[u8]>) -> Vec<u8> {
        request(&[self.cert_id(issuer, serial, hash)], nonce)
    }

    fn cert_id(&self, issuer: &str, serial: &Serial, hash: &[u8]) -> Vec<u8> {
        let view = self.app.authority.issuer(issuer).unwrap();
        let (name, key) = (&view.certificate.subject_der, view.certificate.public_key.key_bits());
        let (name, key) = if hash == SHA1 {
            (sha1(name).to_vec(), sha1(key).to_vec())
        } else {
            (sha256(name).to_vec(), sha256(key).to_vec())
        };
        let serial = hex::decode(serial.as_hex()).unwrap();
        tlv(0x30, &[tlv(0x30, &[hash.to_vec()]), tlv(4, &[name]), tlv(4, &[key]), tlv(2, &[serial])])
    }

    async fn status(&self, issuance: &Issuance) -> AnsweredStatus {
        let asked = self.request(&issuance.issuer, &issuance.serial, SHA1, None);
        match answer_ocsp(&self.app, &self.ctx, &asked).await {
            OcspAnswer::Kept(document) => self.facts(&issuance.issuer, &document.body).singles[0].status,
            OcspAnswer::Fresh(der) => self.facts(&issuance.issuer, &der).singles[0].status,
            other => panic!("{other:?}"),
        }
    }

    /// Reads an answer and checks its signature.
    fn facts(&self, issuer: &str, der: &[u8]) -> AnswerFacts {
        let facts = AnswerFacts::parse(der).unwrap();
        let view = self.app.authority.issuer(issuer).unwrap();
        match facts.certificates.first() {
            None => facts.verify_signature(&view.certificate.public_key).unwrap(),
            Some(der) => {
                let responder = CertificateFacts::parse(der).unwrap();
                responder.verify_signature(&view.certificate.public_key).unwrap();
                facts.verify_signature(&responder.public_key).unwrap();
            }
        }
        facts
    }

    async fn list(
        &self,
        issuer: &str,
        part: ListPart,
        now: Timestamp,
    ) -> (Arc<Document>, RevocationListFacts) {
        let ctx = Ctx { now, ..self.ctx.clone() };
        let document = publish_crl(&self.app, &ctx, issuer, part).await.unwrap().expect("a list");
        let facts = RevocationListFacts::parse(&document.body).unwrap();
        let view = self.app.authority.issuer(issuer).unwrap();
        facts.verify_signature(&view.certificate.public_key).unwrap();
        assert_eq!(facts.issuer_der, view.certificate.subject_der);
        (document, facts)
    }

    async fn watched(&self) -> CancellationToken {
        let stop = CancellationToken::new();
        let clock = Arc::new(Standing(NOW));
        tokio::spawn(revocation::watch(self.app.clone(), clock, self.ctx.entropy.clone(), stop.clone()));
        // Nothing is kept before the first look.
        tokio::time::sleep(Duration::from_millis(100)).await;
        stop
    }
}

const SHA1: &[u8] = &[6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0];
const SHA256: &[u8] = &[6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];

fn tlv(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    chancery_pki::asn1::writer::element(tag, &parts.concat())
}

fn request(cert_ids: &[Vec<u8>], nonce: Option<&[u8]>) -> Vec<u8> {
    let list: Vec<Vec<u8>> = cert_ids.iter().map(|id| tlv(0x30, std::slice::from_ref(id))).collect();
    let mut fields = vec![tlv(0x30, &list)];
    if let Some(nonce) = nonce {
        let oid = vec![6, 9, 0x2b, 6, 1, 5, 5, 7, 0x30, 1, 2];
        let value = tlv(4, &[tlv(4, &[nonce.to_vec()])]);
        fields.push(tlv(0xa2, &[tlv(0x30, &[tlv(0x30, &[oid, value])])]));
    }
    tlv(0x30, &[tlv(0x30, &fields)])
}

fn part(issuance: &Issuance) -> ListPart {
    issuance.shard.map_or(ListPart::Whole, ListPart::Shard)
}

#[tokio::test]
async fn a_revocation_reaches_stage_log_list_and_answer_at_once() {
    let world = world().await;
    let stop = world.watched().await;
    let issuance = world.issued("shop.boutique.org").await;
    assert_eq!(world.status(&issuance).await, AnsweredStatus::Good);
    let asked = world.request(&issuance.issuer, &issuance.serial, SHA1, None);
    assert!(kept_answer(&world.app, &asked, NOW).is_some(), "the answer is kept");
    let (before, _) = world.list(&issuance.issuer, part(&issuance), NOW).await;

    let own = By::Subscriber(world.account);
    world.revoke(&issuance.serial, Reason::Superseded, own.clone()).await.unwrap();
    assert!(kept_answer(&world.app, &asked, NOW).is_none(), "the old answer is forgotten");
    let revoked = AnsweredStatus::Revoked { at: NOW, reason: Some(4) };
    assert_eq!(world.status(&issuance).await, revoked);
    for listed in [part(&issuance), ListPart::Whole] {
        let (after, facts) = world.list(&issuance.issuer, listed, NOW).await;
        assert_ne!(before.etag, after.etag);
        let entries = facts.revoked.unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!((entries[0].serial_hex.as_str(), entries[0].reason), (issuance.serial.as_hex(), Some(4)));
    }
    let id = issuance.certificate.clone().unwrap();
    assert!(matches!(world.stage(&id).await, Stage::Revoked { reason: Reason::Superseded, .. }));
    assert_eq!(world.lines(Operation::Revoked).await, 1);
    // B2: the account's quota returns at once.
    let account = world.account;
    assert_eq!(world.read(move |r| Ok(r.quota_used_by_account(account, NOW, 20)?)).await, 0);

    assert_eq!(world.revoke(&issuance.serial, Reason::Superseded, own).await, Err(Code::AlreadyRevoked));
    assert_eq!(world.lines(Operation::Revoked).await, 1);
    stop.cancel();
}

#[tokio::test]
async fn must_never_15_nobody_revokes_what_is_anothers() {
    let world = world().await;
    let issuance = world.issued("shop.boutique.org").await;
    let stranger = By::Subscriber(AccountId(world.account.0 + 1));
    let unknown = Serial::from_bytes(&[0x41; 20]);
    let refused = world.revoke(&issuance.serial, Reason::Superseded, stranger.clone()).await;
    assert_eq!(refused, Err(Code::CertificateNotFound));
    assert_eq!(refused, world.revoke(&unknown, Reason::Superseded, stranger).await);
    assert_eq!(world.status(&issuance).await, AnsweredStatus::Good);
    let authoritys = world.revoke(&issuance.serial, Reason::PrivilegeWithdrawn, By::KeyHolder).await;
    assert_eq!(authoritys, Err(Code::ReasonNotOffered));
}

#[tokio::test]
async fn must_never_20_a_compromised_key_is_blocked_for_all_and_its_other_certificates_are_revoked() {
    let world = world().await;
    let first = world.issued("shop.boutique.org").await;
    let other = world.issued("shop.atelier.org").await;
    // Another certificate of the first one's key, as an ACME account may have it.
    let mut twin = first.clone();
    twin.serial = Serial::from_bytes(&[0x42; 20]);
    twin.certificate = None;
    let kept = twin.clone();
    world.app.store.write(Scope::Unguarded, move |r| Ok(r.record_issuance(&kept)?)).await.unwrap();

    world.revoke(&first.serial, Reason::KeyCompromise, By::Subscriber(world.account)).await.unwrap();
    let key = first.spki_sha256.clone();
    assert!(world.read(move |r| Ok(r.key_blocked(&key)?)).await, "blocked in the same unit");
    let now = NOW.plus_seconds(1);
    engine::run_due(&world.app, &Standing(now), &world.ctx.entropy).await.unwrap();
    let serial = twin.serial.clone();
    let revoked = world.read(move |r| Ok(r.revocation(&serial)?)).await.expect("the twin is revoked");
    assert_eq!(revoked.reason, Reason::KeyCompromise);
    let serial = other.serial.clone();
    assert!(world.read(move |r| Ok(r.revocation(&serial)?)).await.is_none(), "another key's is not");
    // The task looks once more for an issuance that was under way, and is then done.
    let key = first.spki_sha256.clone();
    for seconds in [2, 3, 120, 240] {
        engine::run_due(&world.app, &Standing(NOW.plus_seconds(seconds)), &world.ctx.entropy).await.unwrap();
    }
    assert!(world.read(move |r| Ok(r.task(TaskKind::RevokeKey, &key)?)).await.is_none());
}

#[tokio::test]
async fn must_never_09_a_serial_that_is_only_recorded_is_answered_and_can_be_revoked() {
    let world = world().await;
    let id = world.apply("shop.boutique.org").await;
    validation::look(&world.app, &world.ctx, &id).await.unwrap();
    // The register is gone after the signature: nothing signed is kept.
    world.writes_left.store(1, std::sync::atomic::Ordering::SeqCst);
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap_err();
    world.writes_left.store(-1, std::sync::atomic::Ordering::SeqCst);
    let recorded = world.issuance(&id).await;
    assert_eq!(recorded.signed, None);
    assert_eq!(world.status(&recorded).await, AnsweredStatus::Unknown);
    world.revoke(&recorded.serial, Reason::Unspecified, By::Operator).await.unwrap();
    let revoked = AnsweredStatus::Revoked { at: NOW, reason: None };
    assert_eq!(world.status(&recorded).await, revoked);
    // What is revoked is not issued any more.
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
    assert!(matches!(world.stage(&id).await, Stage::Failed { .. }));
    assert_eq!(world.status(&recorded).await, revoked);
}

#[tokio::test]
async fn an_unassigned_serial_is_never_good() {
    let world = world().await;
    let issuance = world.issued("shop.boutique.org").await;
    let stranger = Serial::from_bytes(&[0x43; 20]);
    for hash in [SHA1, SHA256] {
        let asked = world.request(&issuance.issuer, &stranger, hash, None);
        let answer = answer_ocsp(&world.app, &world.ctx, &asked).await;
        assert_eq!(answer, OcspAnswer::Refused(ErrorStatus::Unauthorized));
    }
    // The right serial, but another issuer's.
    let asked = world.request("root", &issuance.serial, SHA1, None);
    let answer = answer_ocsp(&world.app, &world.ctx, &asked).await;
    assert_eq!(answer, OcspAnswer::Refused(ErrorStatus::Unauthorized));
    // Together with one that is known it is unknown.
    let both = [
        world.cert_id(&issuance.issuer, &issuance.serial, SHA256),
        world.cert_id(&issuance.issuer, &stranger, SHA256),
    ];
    let OcspAnswer::Fresh(der) = answer_ocsp(&world.app, &world.ctx, &request(&both, None)).await else {
        panic!("not answered")
    };
    let statuses: Vec<_> = world.facts(&issuance.issuer, &der).singles.iter().map(|s| s.status).collect();
    assert_eq!(statuses, [AnsweredStatus::Good, AnsweredStatus::Unknown]);
    // The root answers for its authorities.
    let view = world.app.authority.issuer(&issuance.issuer).unwrap();
    let serial = Serial::from_bytes(&hex::decode(&view.certificate.serial_hex).unwrap());
    let above = world.app.authority.issuers().into_iter().find(|id| {
        world.app.authority.issuer(id).unwrap().certificate.subject_der == view.certificate.issuer_der
    });
    let above = above.unwrap();
    let asked = world.request(&above, &serial, SHA1, None);
    let OcspAnswer::Kept(document) = answer_ocsp(&world.app, &world.ctx, &asked).await else { panic!() };
    assert_eq!(world.facts(&above, &document.body).singles[0].status, AnsweredStatus::Good);
}

#[tokio::test]
async fn nonces_are_echoed_and_malformed_requests_refused() {
    let world = world().await;
    let issuance = world.issued("shop.boutique.org").await;
    for length in [1, 16, 32, 128] {
        let nonce = vec![7; length];
        let asked = world.request(&issuance.issuer, &issuance.serial, SHA256, Some(&nonce));
        let OcspAnswer::Fresh(der) = answer_ocsp(&world.app, &world.ctx, &asked).await else { panic!() };
        assert_eq!(world.facts(&issuance.issuer, &der).nonce, Some(nonce));
    }
    let good = world.cert_id(&issuance.issuer, &issuance.serial, SHA1);
    let many: Vec<Vec<u8>> = (0..9).map(|_| good.clone()).collect();
    for bad in [
        request(std::slice::from_ref(&good), Some(&[])),
        request(std::slice::from_ref(&good), Some(&[7; 129])),
        request(&[], None),
        request(&many, None),
        Vec::new(),
        vec![0x30; 5_000],
        [request(std::slice::from_ref(&good), None), vec![0]].concat(),
    ] {
        let answer = answer_ocsp(&world.app, &world.ctx, &bad).await;
        assert_eq!(answer, OcspAnswer::Refused(ErrorStatus::MalformedRequest));
    }
}

#[tokio::test]
async fn lists_keep_their_bytes_until_they_are_due_and_numbers_grow() {
    let world = world().await;
    let issuance = world.issued("shop.boutique.org").await;
    let part = part(&issuance);
    let policy = world.app.policy.revocation_list.clone();
    let (first, facts) = world.list(&issuance.issuer, part, NOW).await;
    assert_eq!((facts.version, facts.revoked), (Some(1), None));
    let (again, _) = world.list(&issuance.issuer, part, NOW.plus_seconds(policy.refresh_seconds - 1)).await;
    assert_eq!(first.body, again.body);
    let (later, newer) = world.list(&issuance.issuer, part, NOW.plus_seconds(policy.refresh_seconds)).await;
    assert_ne!(first.body, later.body);
    assert!(newer.number > facts.number, "{:?} {:?}", newer.number, facts.number);
    // Revoked, the entry stays until one list after the certificate's last second.
    world.revoke(&issuance.serial, Reason::Superseded, By::Operator).await.unwrap();
    let end = issuance.not_after;
    for (moment, listed) in [
        (end.plus_seconds(-1), true),
        (end.plus_seconds(policy.refresh_seconds), true),
        (end.plus_seconds(2 * policy.refresh_seconds), false),
    ] {
        let (_, facts) = world.list(&issuance.issuer, part, moment).await;
        assert_eq!(facts.revoked.is_some(), listed, "{moment}");
    }
}

#[tokio::test]
async fn a_part_names_the_certificates_own_pointer_byte_for_byte() {
    let world = world().await;
    let issuance = world.issued("shop.boutique.org").await;
    let shard = issuance.shard.expect("lists are in parts");
    let (_, facts) = world.list(&issuance.issuer, ListPart::Shard(shard), NOW).await;
    let leaf = chancery_pki::certificate::CertificateFacts::parse(issuance.signed.as_ref().unwrap()).unwrap();
    assert_eq!(facts.distribution_urls.as_ref(), Some(&leaf.extensions.crl_urls));
    assert!(facts.extensions.contains(&("2.5.29.28".to_owned(), true)), "critical: {:?}", facts.extensions);
    let (_, whole) = world.list(&issuance.issuer, ListPart::Whole, NOW).await;
    assert_eq!(whole.distribution_urls, None);
    for (issuer, part) in [("nobody", ListPart::Whole), (issuance.issuer.as_str(), ListPart::Shard(4_000))] {
        assert!(publish_crl(&world.app, &world.ctx, issuer, part).await.unwrap().is_none(), "{issuer}");
    }
}

#[tokio::test]
async fn an_authority_without_digital_signature_leaves_its_answers_to_a_responder() {
    let world = world().await;
    let issuance = world.issued("shop.boutique.org").await;
    let authority = |id: &str| world.app.authority.issuer(id).unwrap().certificate;
    // BR 7.1.2.10.7: issuing authorities assert it, the root does not.
    let middle = authority(&issuance.issuer);
    let serial = Serial::from_bytes(&hex::decode(&middle.serial_hex).unwrap());
    for (issuer, serial, delegated) in [("root", &serial, true), (&issuance.issuer, &issuance.serial, false)]
    {
        let asked = world.request(issuer, serial, SHA1, None);
        let OcspAnswer::Kept(document) = answer_ocsp(&world.app, &world.ctx, &asked).await else {
            panic!("{issuer} gives no answer")
        };
        let facts = world.facts(issuer, &document.body);
        assert_eq!(facts.singles[0].status, AnsweredStatus::Good);
        assert_eq!(facts.certificates.len(), usize::from(delegated), "{issuer}");
        assert_eq!(authority(issuer).extensions.key_usage.unwrap().digital_signature, !delegated, "{issuer}");
        for der in &facts.certificates {
            // Named as its authority is (BR 7.1.2.8, 7.1.2.10.2).
            let subject = CertificateFacts::parse(der).unwrap().subject_line();
            assert!(subject.contains("O=Chancery") && subject.contains("C=CN"), "{subject}");
        }
    }
}
