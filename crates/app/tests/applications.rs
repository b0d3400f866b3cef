//! Applications of every level and brand from purchase to issue, and what is refused on the way, on a real SQLite
//! register.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;
#[path = "support/bought.rs"]
mod bought;

use bought::*;
use chancery_app::order::{ApplicantDraft, Cancel, CsrChoice, FillIn};
use chancery_app::ports::Scope;
use chancery_app::{Code, Ctx, Failure, csr, issuance, order, revocation, validation};
use chancery_domain::catalogue::Step;
use chancery_domain::certificate::{Certificate, Stage, StageKind};
use chancery_domain::csr::SubjectFields;
use chancery_domain::ids::CertificateId;
use chancery_domain::operation_log::Operation;
use chancery_domain::revocation::{By, Reason};
use chancery_domain::time::Timestamp;
use chancery_pki::certificate::CertificateFacts;
use support::*;

/// What an examiner or the letter does in the present stage, in a unit of work of its own.
async fn examine(world: &World, ctx: &Ctx, id: &CertificateId, letter: bool) -> Certificate {
    let (app, ctx, id) = (world.app.clone(), ctx.clone(), id.clone());
    world
        .app
        .store
        .write(Scope::Account(world.account), move |register| {
            if letter {
                order::letter_uploaded(&app, register, &ctx, &id)
            } else {
                order::review_passed(&app, register, &ctx, &id)
            }
        })
        .await
        .unwrap()
}

/// Moves an application on until it is issued and returns the stages that it passed.
async fn carry(world: &World, ctx: &Ctx, id: &CertificateId) -> Vec<StageKind> {
    let mut passed = Vec::new();
    for _ in 0..8 {
        let stage = world.stage(id).await;
        passed.push(stage.kind());
        match stage {
            Stage::AwaitingLetter(_) => drop(examine(world, ctx, id, true).await),
            Stage::Reviewing(_) => drop(examine(world, ctx, id, false).await),
            Stage::Validating(..) => drop(validation::look(&world.app, ctx, id).await.unwrap()),
            Stage::Issuing { .. } => issuance::sign(&world.app, ctx, id).await.unwrap(),
            _ => return passed,
        }
    }
    panic!("{passed:?} leads nowhere");
}

async fn leaf(world: &World, id: &CertificateId) -> CertificateFacts {
    let id = id.clone();
    let files = world.read(move |register| Ok(register.certificate_files(&id)?)).await.unwrap();
    CertificateFacts::parse(&files.leaf_der.unwrap()).unwrap()
}

// C1, F2, F3, D1: each level and brand of the catalogue from purchase to issue, by its course, with its subject.
#[tokio::test]
async fn every_line_of_the_catalogue_goes_its_way_to_a_certificate() {
    let world = world().await;
    let mut lines: Vec<(String, String)> = Vec::new();
    for product in world.app.catalogue.products().to_vec() {
        let sold = product.is_on_sale() && !product.is_free();
        let line = (product.brand.clone(), product.level.to_string());
        if !sold || lines.contains(&line) {
            continue;
        }
        lines.push(line);
        let id = bought(&world, product.code, 1).await;
        let star = if product.domains.is_wildcard() { "*." } else { "" };
        let name = format!("{star}p{}.boutique.org", product.code);
        let algorithm = *product.keys.first().unwrap();
        // A line of its own each, so that nothing is known from before.
        let firm = organization(&format!("Shop {} Ltd", product.code));
        let csr = CsrChoice::Online { algorithm, password: None };
        let filled = FillIn { csr, ..information(&id, &[&name], firm) };
        order::fill_in(&world.app, &world.ctx, filled).await.unwrap();
        let submitted = order::submit(&world.app, &world.ctx, &id, None).await.unwrap();
        assert!(!submitted.examined_before);
        let passed = carry(&world, &world.ctx, &id).await;
        let mut expected: Vec<StageKind> = product
            .course
            .iter()
            .map(|step| match step {
                Step::Letter => StageKind::AwaitingLetter,
                Step::PreReview | Step::Review => StageKind::Reviewing,
                Step::Validation => StageKind::Validating,
            })
            .collect();
        expected.extend([StageKind::Issuing, StageKind::Issued]);
        assert_eq!(passed, expected, "{}", product.name);
        let subject = leaf(&world, &id).await.subject_line();
        let has = |attribute: &str| subject.contains(attribute);
        assert_eq!(has(&format!("O=Shop {} Ltd", product.code)), !product.level.is_dv(), "{subject}");
        assert_eq!(has("91350100M000100Y43"), product.level.is_ev(), "{subject}");
        assert!(!has("OU="), "{subject}");
    }
    assert!(lines.len() >= 12, "{lines:?}");
    assert_eq!(world.lines(Operation::Issued).await, lines.len());
}

async fn refused(world: &World, filled: FillIn) -> Failure {
    let id = filled.id.clone();
    let before = certificate(world, &id).await;
    let failure = order::fill_in(&world.app, &world.ctx, filled).await.expect_err("refused");
    assert_eq!(certificate(world, &id).await, before, "nothing changed");
    failure
}

async fn certificate(world: &World, id: &CertificateId) -> Certificate {
    let id = id.clone();
    world.read(move |register| Ok(register.certificate(&id)?.unwrap())).await
}

// A2, D2, F2: what an application may not say; each refusal has its code and changes nothing.
#[tokio::test]
async fn what_does_not_fit_the_purchase_is_refused_and_changes_nothing() {
    let world = world().await;
    let single = bought(&world, 14, 1).await;
    let multi = bought(&world, 15, 2).await;
    let wildcard = bought(&world, 12, 1).await;
    let firm = || organization("Shop Ltd");
    let person = |mail: &str| ApplicantDraft::Person { mail: mail.into() };
    let long = format!("{}.boutique.org", "a".repeat(60));
    for (id, names, applicant, code) in [
        (&single, vec!["shop.org", "else.org"], firm(), Code::SubmittedNamesInvalid),
        (&single, vec!["*.shop.org"], firm(), Code::SubmittedNamesInvalid),
        (&single, vec![""], firm(), Code::SubmittedNamesInvalid),
        (&single, vec!["shop"], firm(), Code::SubmittedNamesInvalid),
        (&single, vec!["shop.ru"], firm(), Code::SubmittedNamesInvalid),
        (&single, vec![long.as_str()], firm(), Code::DomainTooLong),
        (&single, vec!["shop.org"], person("me@shop.org"), Code::InvalidParameter),
        (&multi, vec!["shop.org", "a.shop.org", "b.shop.org"], firm(), Code::SubmittedNamesInvalid),
        (&multi, vec!["shop.org", "shop.org"], firm(), Code::SubmittedNamesInvalid),
        (&wildcard, vec!["*.*.shop.org"], firm(), Code::SubmittedNamesInvalid),
        (&wildcard, vec!["shop.org"], firm(), Code::SubmittedNamesInvalid),
        (&wildcard, vec!["*.bank-shop.org"], firm(), Code::NameReviewRefused),
        (&wildcard, vec!["*.shop.org"], person(""), Code::ContactEmailMissing),
        (&wildcard, vec!["*.shop.org"], person("nobody"), Code::EmailInvalid),
    ] {
        let failure = refused(&world, information(id, &names, applicant)).await;
        assert_eq!(failure.code, code, "{names:?}: {}", failure.public);
    }
    let by_file = FillIn { by_file: true, ..information(&wildcard, &["*.shop.org"], firm()) };
    assert_eq!(refused(&world, by_file).await.code, Code::InvalidParameter);
    let failure = order::submit(&world.app, &world.ctx, &single, None).await.unwrap_err();
    assert_eq!(failure.code, Code::ApplicationIncomplete);

    // Another tenant's is answered like one that never was.
    let other =
        order::FillIn { id: "abcdEFGH".parse().unwrap(), ..information(&single, &["shop.org"], firm()) };
    let nobody = order::fill_in(&world.app, &world.ctx, other).await.unwrap_err();
    let strange = Ctx { actor: stranger(&world).await, ..world.ctx.clone() };
    let foreign =
        order::fill_in(&world.app, &strange, information(&single, &["shop.org"], firm())).await.unwrap_err();
    assert_eq!((nobody.code, foreign.code), (Code::CertificateNotFound, Code::CertificateNotFound));
    for id in [&single, &multi, &wildcard] {
        assert_eq!(world.stage(id).await, Stage::AwaitingInformation);
    }
}

async fn stranger(world: &World) -> chancery_domain::actor::Actor {
    use chancery_domain::actor::{Actor, Role};
    let operator = Ctx { actor: Actor::operator(), ..world.ctx.clone() };
    let made = chancery_app::account::create(&world.app, &operator, "stranger").await.unwrap();
    Actor { role: Role::Tenant { account: made.account, key: made.secret_id }, source: None }
}

/// A CSR for these names with this common name, PEM.
fn pasted(common_name: Option<&str>, names: &[&str]) -> CsrChoice {
    use chancery_pki::csr::{Subject, build};
    use chancery_pki::private_key::PrivateKey;
    let key = PrivateKey::generate(chancery_domain::key::KeyAlgorithm::P256).unwrap();
    let subject = Subject { common_name: common_name.map(str::to_owned), ..Subject::default() };
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let der = build(&key, &subject, &names).unwrap();
    CsrChoice::Pasted(chancery_pki::pem_text::write(chancery_pki::pem_text::CERTIFICATE_REQUEST, &der))
}

// D2: the stated common name is the CSR's; its key is no other order's, but the same order's again.
#[tokio::test]
async fn a_pasted_csr_fits_and_its_key_is_used_by_one_order() {
    let world = world().await;
    let (one, two) = (bought(&world, 14, 1).await, bought(&world, 14, 1).await);
    let with = |id: &CertificateId, csr: CsrChoice| FillIn {
        csr,
        ..information(id, &["www.shop.org"], organization("Shop Ltd"))
    };
    for csr in [
        pasted(Some("shop.org"), &["www.shop.org"]),
        pasted(None, &["www.shop.org"]),
        pasted(Some("www.shop.org"), &["else.org"]),
        CsrChoice::Pasted("no CSR".into()),
    ] {
        assert_eq!(refused(&world, with(&one, csr)).await.code, Code::CsrInvalid);
    }
    let good = pasted(Some("www.shop.org"), &["www.shop.org"]);
    for _ in 0..2 {
        order::fill_in(&world.app, &world.ctx, with(&one, good.clone())).await.unwrap();
    }
    assert_eq!(refused(&world, with(&two, good)).await.code, Code::KeyReused);
    assert_eq!(world.lines(Operation::InformationFilledIn).await, 2);
}

// E5, F4: what was proved and approved for the same organisation serves again, only in its account, and only as long as
// the dated policy says.
#[tokio::test]
async fn proofs_and_approvals_serve_again_for_the_same_organisation() {
    let world = world().await;
    let apply = async |ctx: &Ctx, code: u32, name: &str, firm: &str| {
        let id = bought(&world, code, 1).await;
        order::fill_in(&world.app, ctx, information(&id, &[name], organization(firm))).await.unwrap();
        let submitted = order::submit(&world.app, ctx, &id, None).await.unwrap();
        (submitted.examined_before, carry(&world, ctx, &id).await)
    };
    use StageKind::{AwaitingLetter, Issued, Issuing, Reviewing, Validating};
    let whole = vec![AwaitingLetter, Reviewing, Validating, Issuing, Issued];
    let now = &world.ctx;
    assert_eq!(apply(now, 14, "www.shop.org", "Shop Ltd").await, (false, whole.clone()));
    assert_eq!(apply(now, 14, "www.shop.org", "Shop Ltd").await, (true, vec![Issuing, Issued]));
    // A name below a proved one; another name; another product; another organisation.
    assert_eq!(apply(now, 14, "new.shop.org", "Shop Ltd").await, (true, vec![Issuing, Issued]));
    assert_eq!(apply(now, 14, "shop.net", "Shop Ltd").await, (true, vec![Validating, Issuing, Issued]));
    let examined = vec![AwaitingLetter, Reviewing, Issuing, Issued];
    assert_eq!(apply(now, 9, "www.shop.org", "Shop Ltd").await, (false, examined.clone()));
    assert_eq!(apply(now, 14, "www.shop.org", "Trade Ltd").await, (false, whole.clone()));
    // GlobalSign asks for the letter all the same, and somebody reads it (F2).
    assert_eq!(apply(now, 18, "www.shop.org", "Shop Ltd").await, (false, examined.clone()));
    assert_eq!(apply(now, 18, "www.shop.org", "Shop Ltd").await, (false, examined));
    // The proofs serve until the policy of the day ends them: 199 days here, the approval longer.
    let ends = world.app.policy.domain_evidence_ends(NOW);
    let last = Ctx { now: ends.plus_seconds(-1), ..now.clone() };
    assert_eq!(apply(&last, 14, "www.shop.org", "Shop Ltd").await, (true, vec![Issuing, Issued]));
    let late = Ctx { now: ends, ..now.clone() };
    assert_eq!(apply(&late, 14, "www.shop.org", "Shop Ltd").await, (true, vec![Validating, Issuing, Issued]));
}

// F5: a refused application shows its cause, is corrected and submitted again; free ones and those paid back are not.
#[tokio::test]
async fn a_refused_application_is_corrected_and_submitted_again() {
    let world = world().await;
    let id = bought(&world, 14, 1).await;
    order::fill_in(&world.app, &world.ctx, information(&id, &["www.shop.org"], organization("Shopp Ltd")))
        .await
        .unwrap();
    order::submit(&world.app, &world.ctx, &id, None).await.unwrap();
    let again = order::submit(&world.app, &world.ctx, &id, None).await.unwrap_err();
    assert_eq!(again.code, Code::NotAwaitingInformation);
    let early = order::resubmit(&world.app, &world.ctx, &id).await.unwrap_err();
    assert_eq!(early.code, Code::NotResubmittable);
    examine(&world, &world.ctx, &id, true).await;
    let (app, ctx, wanted) = (world.app.clone(), world.ctx.clone(), id.clone());
    let refuse = move |register: &mut dyn chancery_app::ports::Register| {
        order::review_refused(&app, register, &ctx, &wanted, "phone-invalid", "enter the listed number")
    };
    world.app.store.write(Scope::Account(world.account), refuse.clone()).await.unwrap();
    let Stage::Failed { reason, .. } = world.stage(&id).await else { panic!("not refused") };
    assert!(reason.explain().contains("listed number"));
    // A second verdict changes nothing.
    let twice = world.app.store.write(Scope::Account(world.account), refuse).await.unwrap_err();
    assert_eq!(twice.code, Code::NotInReview);

    order::resubmit(&world.app, &world.ctx, &id).await.unwrap();
    order::fill_in(&world.app, &world.ctx, information(&id, &["www.shop.org"], organization("Shop Ltd")))
        .await
        .unwrap();
    order::submit(&world.app, &world.ctx, &id, None).await.unwrap();
    assert_eq!(carry(&world, &world.ctx, &id).await.last(), Some(&StageKind::Issued));
    assert!(leaf(&world, &id).await.subject_line().contains("O=Shop Ltd"));

    let free = world.apply("gift.boutique.org").await;
    order::cancel(&world.app, &world.ctx, &free, Cancel::Examination).await.unwrap();
    let failure = order::resubmit(&world.app, &world.ctx, &free).await.unwrap_err();
    assert_eq!(failure.code, Code::NotResubmittable);
}

// C2, F3: an application is given up at each stage before its issue, each with the action that fits.
#[tokio::test]
async fn an_application_is_cancelled_at_each_stage() {
    let world = world().await;
    for steps in 0..=3 {
        let id = bought(&world, 14, 1).await;
        if steps > 0 {
            let name = format!("c{steps}.shop.org");
            let firm = organization(&format!("Shop {steps} Ltd"));
            order::fill_in(&world.app, &world.ctx, information(&id, &[&name], firm)).await.unwrap();
            order::submit(&world.app, &world.ctx, &id, None).await.unwrap();
        }
        for step in 1..steps {
            examine(&world, &world.ctx, &id, step == 1).await;
        }
        let outcome = order::cancel(&world.app, &world.ctx, &id, Cancel::Examination).await;
        if steps == 0 {
            assert_eq!(outcome.unwrap_err().code, Code::NotCancellable);
            order::cancel(&world.app, &world.ctx, &id, Cancel::Order).await.unwrap();
        } else {
            outcome.unwrap();
        }
        assert!(matches!(world.stage(&id).await, Stage::Cancelled { .. }), "{steps}");
        let twice = order::cancel(&world.app, &world.ctx, &id, Cancel::Order).await.unwrap_err();
        assert_eq!(twice.code, Code::OrderNotCancellable);
        // It may be taken up again while its payment stands.
        order::resubmit(&world.app, &world.ctx, &id).await.unwrap();
    }
    assert_eq!(world.lines(Operation::Cancelled).await, 4);
}

/// The organisation applies with what was bought.
async fn applied(world: &World, ctx: &Ctx, id: &CertificateId, names: &[&str]) {
    let filled = information(id, names, organization("Shop Ltd"));
    order::fill_in(&world.app, ctx, filled).await.unwrap();
    order::submit(&world.app, ctx, id, None).await.unwrap();
}

/// The organisation has a certificate for `shop.org`; the moment from which its proof serves no more.
async fn proved(world: &World) -> Timestamp {
    let first = bought(world, 14, 1).await;
    applied(world, &world.ctx, &first, &["shop.org"]).await;
    carry(world, &world.ctx, &first).await;
    world.app.policy.domain_evidence_ends(NOW)
}

// E5: a proof that is used again and ends while staff examine the application is no proof any more at the signature.
#[tokio::test]
async fn names_are_proved_again_when_the_proof_ended_during_the_review() {
    let world = world().await;
    let ends = proved(&world).await;
    let before = Ctx { now: ends.plus_seconds(-1), ..world.ctx.clone() };
    let second = bought(&world, 9, 1).await;
    applied(&world, &before, &second, &["shop.org"]).await;
    let after = Ctx { now: ends, ..world.ctx.clone() };
    use StageKind::{AwaitingLetter, Issued, Issuing, Reviewing, Validating};
    let passed = carry(&world, &after, &second).await;
    assert_eq!(passed, [AwaitingLetter, Reviewing, Issuing, Validating, Issuing, Issued]);
}

// E5, I: whoever revokes a certificate may have lost its names, so that their proofs serve no more, whichever certificate
// they were made for.
#[tokio::test]
async fn a_revocation_ends_proofs_that_were_used_again() {
    let world = world().await;
    let mut firsts = Vec::new();
    for revoked in [false, true, false] {
        let id = bought(&world, 14, 1).await;
        applied(&world, &world.ctx, &id, &["shop.org"]).await;
        firsts.push(world.stage(&id).await.kind());
        carry(&world, &world.ctx, &id).await;
        if revoked {
            let serial = revocation::serial_of(&world.app, &id).await.unwrap();
            let (reason, by) = (Reason::CessationOfOperation, By::Operator);
            revocation::revoke(&world.app, &world.ctx, &serial, reason, by).await.unwrap();
        }
    }
    use StageKind::{AwaitingLetter, Issuing, Validating};
    assert_eq!(firsts, [AwaitingLetter, Issuing, Validating]);
}

// D4, F2: a CSR under CSR management is kept while an application uses it, also while its letter is awaited or staff
// examine it; once another key took its place it may go.
#[tokio::test]
async fn a_kept_csr_is_not_deleted_under_an_application_in_review() {
    let world = world().await;
    let draft = csr::CsrDraft {
        domain: "www.shop.org".into(),
        subject: SubjectFields::default(),
        algorithm: chancery_domain::key::KeyAlgorithm::P256,
        password: None,
        remark: String::new(),
        generate: true,
    };
    let kept = csr::create(&world.app, &world.ctx, draft).await.unwrap();
    let delete =
        async || csr::delete(&world.app, &world.ctx, vec![kept]).await.map_err(|failure| failure.code);
    let id = bought(&world, 14, 1).await;
    let with = |csr| FillIn { csr, ..information(&id, &["www.shop.org"], organization("Shop Ltd")) };
    order::fill_in(&world.app, &world.ctx, with(CsrChoice::Kept(kept))).await.unwrap();
    assert_eq!(delete().await, Err(Code::CsrState), "filled in");
    order::submit(&world.app, &world.ctx, &id, None).await.unwrap();
    assert_eq!(delete().await, Err(Code::CsrState), "its letter is awaited");
    examine(&world, &world.ctx, &id, true).await;
    assert_eq!(delete().await, Err(Code::CsrState), "in review");
    order::cancel(&world.app, &world.ctx, &id, Cancel::Examination).await.unwrap();
    order::resubmit(&world.app, &world.ctx, &id).await.unwrap();
    let online = information(&id, &["www.shop.org"], organization("Shop Ltd"));
    order::fill_in(&world.app, &world.ctx, online).await.unwrap();
    assert_eq!(delete().await, Ok(vec![kept]), "another key took its place");
}

// F4: an approval that is used again is good still when the certificate is signed, or somebody examines the organisation anew
// (BR 4.2.1).
#[tokio::test]
async fn an_approval_that_ended_before_the_signature_is_none() {
    let world = world().await;
    let ends = world.app.policy.organisation_evidence_ends(NOW);
    let submitted_at = ends.plus_seconds(-world.app.policy.validation.deadline_seconds - 1);
    let mut stages = Vec::new();
    for (submitted, signed) in [(NOW, NOW), (submitted_at, ends.plus_seconds(-1)), (submitted_at, ends)] {
        let id = bought(&world, 14, 1).await;
        let at = |now| Ctx { now, ..world.ctx.clone() };
        let name = format!("{}.org", id.as_str().to_lowercase());
        let filled = information(&id, &[&name], organization("Shop Ltd"));
        order::fill_in(&world.app, &at(submitted), filled).await.unwrap();
        order::submit(&world.app, &at(submitted), &id, None).await.unwrap();
        for letter in [true, false] {
            if !matches!(world.stage(&id).await, Stage::Validating(..)) {
                examine(&world, &at(submitted), &id, letter).await;
            }
        }
        validation::look(&world.app, &at(signed.min(ends.plus_seconds(-1))), &id).await.unwrap();
        issuance::sign(&world.app, &at(signed), &id).await.unwrap();
        stages.push(world.stage(&id).await.kind());
        if stages.len() == 3 {
            order::resubmit(&world.app, &at(signed), &id).await.unwrap();
            let again = order::submit(&world.app, &at(signed), &id, None).await.unwrap();
            assert!(!again.examined_before);
        }
    }
    assert_eq!(stages, [StageKind::Issued, StageKind::Issued, StageKind::Failed]);
}

// E5: nor is one that is used again for one of several names and ends while the others are proved.
#[tokio::test]
async fn a_proof_that_ends_while_another_name_is_proved_is_made_again() {
    let world = world().await;
    let ends = proved(&world).await;
    let before = Ctx { now: ends.plus_seconds(-1), ..world.ctx.clone() };
    let both = bought(&world, 15, 2).await;
    applied(&world, &before, &both, &["shop.org", "else.net"]).await;
    for letter in [true, false] {
        examine(&world, &before, &both, letter).await;
    }
    let asked = |stage: Stage| -> Vec<String> {
        stage.proofs().unwrap().challenges.iter().map(|challenge| challenge.base.to_string()).collect()
    };
    assert_eq!(asked(world.stage(&both).await), ["else.net"]);
    let after = Ctx { now: ends.plus_days(1), ..world.ctx.clone() };
    validation::look(&world.app, &after, &both).await.unwrap();
    issuance::sign(&world.app, &after, &both).await.unwrap();
    assert_eq!(asked(world.stage(&both).await), ["shop.org"], "its proof has ended");
    use StageKind::{Issued, Issuing, Validating};
    assert_eq!(carry(&world, &after, &both).await, [Validating, Issuing, Issued]);
}

// F2, must never happen, number 24: whoever submits eight times at once begins one course.
#[tokio::test]
async fn an_application_that_is_submitted_at_the_same_time_begins_once() {
    let world = world().await;
    let id = bought(&world, 14, 1).await;
    order::fill_in(&world.app, &world.ctx, information(&id, &["shop.org"], organization("Shop Ltd")))
        .await
        .unwrap();
    let all = (0..8).map(|_| order::submit(&world.app, &world.ctx, &id, None));
    let outcomes = futures_util::future::join_all(all).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let refusals = outcomes.into_iter().filter_map(Result::err);
    assert!(refusals.into_iter().all(|failure| failure.code == Code::NotAwaitingInformation));
    assert_eq!(world.lines(Operation::InformationSubmitted).await, 1);
}

// K3 (product rules 1.5): a later certificate of a paid term is not cancelled while it is examined, and keeps its names.
#[tokio::test]
async fn a_later_certificate_of_a_term_is_neither_cancelled_nor_given_other_names() {
    let world = world().await;
    let (first, id) = (bought(&world, 14, 1).await, bought(&world, 14, 1).await);
    let firm = || organization("Shop Ltd");
    order::fill_in(&world.app, &world.ctx, information(&id, &["shop.org"], firm())).await.unwrap();
    let wanted = id.clone();
    world
        .app
        .store
        .write(Scope::Account(world.account), move |register| {
            let mut certificate = register.certificate(&wanted)?.unwrap();
            if let chancery_domain::certificate::Origin::Applied(application) = &mut certificate.origin {
                application.continues = Some(first.clone());
            }
            Ok(register.update_certificate(&certificate)?)
        })
        .await
        .unwrap();
    assert_eq!(
        refused(&world, information(&id, &["else.org"], firm())).await.code,
        Code::SubmittedNamesInvalid
    );
    order::submit(&world.app, &world.ctx, &id, None).await.unwrap();
    for what in [Cancel::Examination, Cancel::Order] {
        let failure = order::cancel(&world.app, &world.ctx, &id, what).await.unwrap_err();
        assert_eq!(failure.code, Code::TermNotCancellable);
    }
    assert!(matches!(world.stage(&id).await, Stage::AwaitingLetter(_)));
}
