//! Reviews by people from the letter to the verdict, and what is refused on the way, on a real SQLite register.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/bought.rs"]
mod bought;
mod support;

use bought::*;
use chancery_app::desk::Desk;
use chancery_app::order::Cancel;
use chancery_app::ports::ReviewFilter;
use chancery_app::review::{self, Call};
use chancery_app::{Code, Ctx, Failure, account, examination, order, validation};
use chancery_domain::actor::{Actor, Role};
use chancery_domain::catalogue::{Level, Product};
use chancery_domain::certificate::{FailureReason, Stage, StageKind};
use chancery_domain::ids::{CertificateId, ReviewId};
use chancery_domain::operation_log::Operation;
use chancery_domain::review::{
    CallOutcome, DocumentPurpose, Language, LetterForm, RefusalCause, Review, ReviewRules,
};
use std::sync::Arc;
use support::desk::*;
use support::*;

fn product(world: &World, brand: &str, level: Level) -> Product {
    let mut goods = world.app.catalogue.products().iter();
    let fits = |p: &&Product| p.brand == brand && p.level == level && p.is_on_sale() && !p.is_free();
    goods.find(|p| fits(p) && !p.domains.is_wildcard()).unwrap_or_else(|| panic!("{brand} {level}")).clone()
}

/// A bought certificate whose information is submitted, for an organisation of its own.
async fn submitted(world: &World, brand: &str, level: Level) -> CertificateId {
    let product = product(world, brand, level);
    let id = bought(world, product.code, 1).await;
    let name = format!("{}.boutique.org", id.as_str().to_lowercase());
    let csr = order::CsrChoice::Online { algorithm: *product.keys.first().unwrap(), password: None };
    let filled = order::FillIn { csr, ..information(&id, &[&name], organization(&format!("Shop {id} Ltd"))) };
    order::fill_in(&world.app, &world.ctx, filled).await.unwrap();
    order::submit(&world.app, &world.ctx, &id, None).await.unwrap();
    id
}

/// The same with its letter uploaded: a review is open.
async fn in_review(world: &World, brand: &str, level: Level) -> (CertificateId, ReviewId) {
    let id = submitted(world, brand, level).await;
    upload_letter(&world.app, &world.ctx, &id, scan(1)).await.unwrap();
    assert_eq!(world.stage(&id).await.kind(), StageKind::Reviewing);
    let review = queue(world).await.into_iter().find(|review| review.subject.certificate() == Some(&id));
    (id, review.unwrap().id)
}

async fn queue(world: &World) -> Vec<Review> {
    let all = ReviewFilter::default();
    review::list(&world.app, &staff(&world.ctx), all, 0, None).await.unwrap().items
}

async fn get(world: &World, id: ReviewId) -> Review {
    world.read(move |register| Ok(register.review(id)?.unwrap())).await
}

/// Everything that a refused action could have changed.
async fn everything(world: &World, id: &CertificateId, review: ReviewId) -> (Stage, Review, usize, usize) {
    let account = world.account;
    let lines = world.read(move |register| Ok(register.log_lines(account, 0, 1_000)?.len())).await;
    let wanted = id.clone();
    let purpose = DocumentPurpose::ConfirmLetter;
    let letters = world.read(move |register| Ok(register.documents(&wanted, purpose)?.len())).await;
    (world.stage(id).await, get(world, review).await, lines, letters)
}

fn code<T: std::fmt::Debug>(result: Result<T, Failure>) -> Code {
    result.expect_err("refused").code
}

async fn stranger(world: &World) -> Ctx {
    let made = account::create(&world.app, &staff(&world.ctx), "stranger").await.unwrap();
    let role = Role::Tenant { account: made.account, key: made.secret_id };
    Ctx { actor: Actor { role, source: None }, ..world.ctx.clone() }
}

// F2, F3: letter, queue with its due date, take, call, approve; then the names are proved.
#[tokio::test]
async fn an_application_goes_through_the_queue() {
    let world = world().await;
    let (id, number) = in_review(&world, "securesite", Level::Ov).await;
    let review = get(&world, number).await;
    assert!(review.paid && review.level == Some(Level::Ov));
    let days = |n| world.app.desk.calendar.end_after(NOW, n);
    assert_eq!((review.earliest_at, review.due_at), (days(3), days(5)));
    let (ann, ctx) = (name("ann"), staff(&world.ctx));
    examination::take(&world.app, &ctx, number, &ann).await.unwrap();
    let call = Call {
        number: "+86 755 8601 3388".into(),
        person: "San Zhang".into(),
        outcome: CallOutcome::Confirmed,
        note: "confirmed names and organisation".into(),
    };
    review::note_call(&world.app, &ctx, number, &ann, call).await.unwrap();
    examination::approve(&world.app, &ctx, number, &ann).await.unwrap();
    assert_eq!(world.stage(&id).await.kind(), StageKind::Validating);
    assert!(queue(&world).await.is_empty());
    assert_eq!(get(&world, number).await.calls.len(), 1);
    assert_eq!(world.lines(Operation::ReviewPassed).await, 1);
    assert!(world.lines(Operation::ReviewWorked).await >= 3, "taken, called, approved");
}

// F3: a review approved twice, without being taken, by a colleague, by a tenant: refused, and nothing changes.
#[tokio::test]
async fn misuse_of_the_queue_is_refused_and_changes_nothing() {
    let world = world().await;
    let (id, number) = in_review(&world, "geotrust", Level::Ov).await;
    let (app, ctx) = (&world.app, staff(&world.ctx));
    let (ann, ben) = (name("ann"), name("ben"));
    let before = everything(&world, &id, number).await;
    assert_eq!(code(examination::approve(app, &ctx, number, &ann).await), Code::ReviewState, "not taken");
    assert_eq!(
        code(examination::approve(app, &world.ctx, number, &ann).await),
        Code::Unauthorized,
        "a tenant"
    );
    let system = Ctx { actor: Actor::system(), ..world.ctx.clone() };
    assert_eq!(code(examination::take(app, &system, number, &ann).await), Code::Unauthorized, "the service");
    assert_eq!(code(examination::take(app, &ctx, ReviewId(99), &ann).await), Code::ReviewNotFound);
    let cause = RefusalCause::LetterUnreadable;
    assert_eq!(code(examination::refuse(app, &ctx, number, &ann, cause, "").await), Code::ReviewState);
    assert_eq!(code(review::answer(app, &world.ctx, &id, "text").await), Code::ReviewState, "nothing asked");
    assert_eq!(everything(&world, &id, number).await, before);
    examination::take(app, &ctx, number, &ann).await.unwrap();
    let before = everything(&world, &id, number).await;
    for result in [
        examination::take(app, &ctx, number, &ben).await,
        examination::approve(app, &ctx, number, &ben).await,
        examination::refuse(app, &ctx, number, &ben, cause, "").await,
        review::ask(app, &ctx, number, &ben, "who?").await,
    ] {
        assert_eq!(code(result), Code::ReviewState, "with a colleague");
    }
    let other = RefusalCause::Other;
    assert_eq!(code(examination::refuse(app, &ctx, number, &ann, other, " ").await), Code::InvalidParameter);
    assert_eq!(code(review::ask(app, &ctx, number, &ann, "").await), Code::InvalidParameter);
    assert_eq!(everything(&world, &id, number).await, before);
    examination::approve(app, &ctx, number, &ann).await.unwrap();
    let before = everything(&world, &id, number).await;
    assert_eq!(
        code(examination::approve(app, &ctx, number, &ann).await),
        Code::ReviewState,
        "approved twice"
    );
    assert_eq!(code(examination::refuse(app, &ctx, number, &ann, cause, "").await), Code::ReviewState);
    assert_eq!(code(examination::release(app, &ctx, number, &ann).await), Code::ReviewState);
    assert_eq!(everything(&world, &id, number).await, before);
}

// F3: of two approvals at the same time exactly one counts.
#[tokio::test]
async fn two_approvals_at_once_are_one() {
    let world = world().await;
    let (id, number) = in_review(&world, "securesite", Level::Ov).await;
    let (ann, ctx) = (name("ann"), staff(&world.ctx));
    examination::take(&world.app, &ctx, number, &ann).await.unwrap();
    let (one, two) = tokio::join!(
        examination::approve(&world.app, &ctx, number, &ann),
        examination::approve(&world.app, &ctx, number, &ann)
    );
    assert!(one.is_ok() ^ two.is_ok());
    assert_eq!(world.stage(&id).await.kind(), StageKind::Validating);
    assert_eq!(world.lines(Operation::ReviewPassed).await, 1);
}

// F5: a refused application shows its cause by code, with remedy and note.
#[tokio::test]
async fn a_refusal_shows_its_cause() {
    let world = world().await;
    let (id, number) = in_review(&world, "securesite", Level::Ov).await;
    let (ann, ctx) = (name("ann"), staff(&world.ctx));
    examination::take(&world.app, &ctx, number, &ann).await.unwrap();
    let cause = RefusalCause::PhoneInvalid;
    examination::refuse(&world.app, &ctx, number, &ann, cause, "no such number").await.unwrap();
    let Stage::Failed { reason: FailureReason::ReviewRefused { code, detail }, .. } = world.stage(&id).await
    else {
        panic!("not refused");
    };
    assert_eq!(code, "phone-invalid");
    assert!(detail.contains("no such number") && detail.contains(cause.remedy()), "{detail}");
    let seen = review::describe_for(&world.app, &world.ctx, &id).await.unwrap();
    assert_eq!(seen.review.map(|review| review.id), Some(number));
}

// F3: more is asked, answered, and the same reviewer goes on; nobody else's questions are seen.
#[tokio::test]
async fn questions_and_answers() {
    let world = world().await;
    let (id, number) = in_review(&world, "globalsign", Level::Ov).await;
    let (ann, ctx) = (name("ann"), staff(&world.ctx));
    examination::take(&world.app, &ctx, number, &ann).await.unwrap();
    review::ask(&world.app, &ctx, number, &ann, "Which register?").await.unwrap();
    assert_eq!(code(examination::approve(&world.app, &ctx, number, &ann).await), Code::ReviewState);
    let other = stranger(&world).await;
    assert_eq!(code(review::answer(&world.app, &other, &id, "mine").await), Code::CertificateNotFound);
    assert_eq!(code(review::describe_for(&world.app, &other, &id).await), Code::CertificateNotFound);
    review::answer(&world.app, &world.ctx, &id, "Fujian, 91350211").await.unwrap();
    let review = get(&world, number).await;
    assert_eq!(review.stage.reviewer(), Some(&ann));
    assert_eq!(review.questions[0].answer, Some((NOW, "Fujian, 91350211".to_owned())));
    examination::approve(&world.app, &ctx, number, &ann).await.unwrap();
}

// F3: where the rules want four eyes or a call, one pair and no call are not enough.
#[tokio::test]
async fn four_eyes_and_a_call_where_the_rules_want_them() {
    let mut world = world().await;
    let text = include_str!("../../domain/data/reviews.toml");
    let text = text
        .replace("four_eyes = []", "four_eyes = [\"EV\"]")
        .replace("call_required = []", "call_required = [\"EV\"]");
    let desk = Desk::compiled_in().unwrap();
    world.app.desk = Arc::new(Desk { rules: ReviewRules::parse("reviews.toml", &text).unwrap(), ..desk });
    let (id, number) = in_review(&world, "securesite", Level::Ev).await;
    let (app, ctx) = (&world.app, staff(&world.ctx));
    let (ann, ben) = (name("ann"), name("ben"));
    examination::take(app, &ctx, number, &ann).await.unwrap();
    assert_eq!(code(examination::approve(app, &ctx, number, &ann).await), Code::ReviewState, "no call");
    let call = |outcome| Call { number: "1".into(), person: "Zhang".into(), outcome, note: String::new() };
    review::note_call(app, &ctx, number, &ann, call(CallOutcome::NotReached)).await.unwrap();
    assert_eq!(code(examination::approve(app, &ctx, number, &ann).await), Code::ReviewState, "not confirmed");
    review::note_call(app, &ctx, number, &ann, call(CallOutcome::Confirmed)).await.unwrap();
    examination::approve(app, &ctx, number, &ann).await.unwrap();
    assert_eq!(world.stage(&id).await.kind(), StageKind::Reviewing, "one approval is not enough");
    assert_eq!(
        code(examination::approve(app, &ctx, number, &ann).await),
        Code::ReviewState,
        "the same reviewer"
    );
    examination::approve(app, &ctx, number, &ben).await.unwrap();
    assert_eq!(world.stage(&id).await.kind(), StageKind::Validating);
}

// F3: with a list of examiners only who is on it, and only on what is in their hands; whoever else tries changes nothing.
#[tokio::test]
async fn only_the_right_examiner_works_on_a_review() {
    let mut world = world().await;
    let text = include_str!("../../domain/data/reviews.toml").to_owned()
        + "[[examiner]]\nname = \"ann\"\nlevels = [\"OV\"]\n"
        + "[[examiner]]\nname = \"ben\"\nlevels = [\"OV\", \"EV\"]\nkinds = [\"revocation\"]\n"
        + "[[examiner]]\nname = \"eve\"\nlevels = [\"EV\"]\n";
    let desk = Desk::compiled_in().unwrap();
    world.app.desk = Arc::new(Desk { rules: ReviewRules::parse("reviews.toml", &text).unwrap(), ..desk });
    let (id, number) = in_review(&world, "securesite", Level::Ev).await;
    let (app, ctx, before) = (&world.app, staff(&world.ctx), get(&world, number).await);
    for (who, word) in
        [("ann", "does not examine EV"), ("ben", "the kind application"), ("mallory", "no examiner")]
    {
        let by = name(who);
        for refused in [
            examination::take(app, &ctx, number, &by).await,
            examination::release(app, &ctx, number, &by).await,
            examination::approve(app, &ctx, number, &by).await,
            examination::refuse(app, &ctx, number, &by, RefusalCause::ALL[0], "no").await,
            review::ask(app, &ctx, number, &by, "why?").await,
        ] {
            let refused = refused.unwrap_err();
            assert_eq!(refused.code, Code::Unauthorized);
            assert!(refused.public.contains(word), "{refused}");
        }
    }
    assert_eq!(get(&world, number).await, before);
    let eve = name("eve");
    examination::take(app, &ctx, number, &eve).await.unwrap();
    assert_eq!(code(examination::approve(app, &ctx, number, &name("ann")).await), Code::Unauthorized);
    examination::approve(app, &ctx, number, &eve).await.unwrap();
    assert_eq!(world.stage(&id).await.kind(), StageKind::Validating);
}

// F2: a letter that is none, is too small or large, or comes for what has none; nothing changes.
#[tokio::test]
async fn letters_that_are_not_taken() {
    let world = world().await;
    let id = submitted(&world, "securesite", Level::Ov).await;
    let upload = async |id: &CertificateId, content: Vec<u8>| {
        code(upload_letter(&world.app, &world.ctx, id, content).await)
    };
    assert_eq!(upload(&id, vec![0; 1_024]).await, Code::LetterTooSmall);
    assert_eq!(upload(&id, vec![0; 1_468_007]).await, Code::LetterTooLarge);
    let mut program = b"MZ\x90\x00".to_vec();
    program.resize(4_000, 0);
    assert_eq!(upload(&id, program.clone()).await, Code::LetterFormat);
    let mut bomb = b"%PDF-1.7\n1 0 obj\n<</Type/Page/S/JavaScript>>\nendobj\nstartxref\n%%EOF\n".to_vec();
    bomb.splice(9..9, format!("%{}\n", "x".repeat(1_200)).bytes());
    assert_eq!(upload(&id, bomb).await, Code::LetterFormat);
    let other = stranger(&world).await;
    let foreign = upload_letter(&world.app, &other, &id, scan(1)).await;
    assert_eq!(code(foreign), Code::CertificateNotFound);
    assert_eq!(world.stage(&id).await.kind(), StageKind::AwaitingLetter, "still awaited");
    assert!(queue(&world).await.is_empty());
    let sm2 = submitted(&world, "dnspod-sm2", Level::Ov).await;
    assert_eq!(upload(&sm2, program).await, Code::LetterFormatSm2);
    let dv = submitted(&world, "trustasia", Level::Dv).await;
    assert_eq!(upload(&dv, scan(1)).await, Code::LetterNotForDv);
    let unsubmitted = bought(&world, product(&world, "securesite", Level::Ov).code, 1).await;
    assert_eq!(upload(&unsubmitted, scan(1)).await, Code::LetterNotAwaited);
    let unknown: CertificateId = "nosuchid".parse().unwrap();
    assert_eq!(upload(&unknown, scan(1)).await, Code::CertificateNotFound);
    assert_eq!(world.lines(Operation::LetterUploaded).await, 0);
}

// F2: again while the review runs, but once only for SM2; after the verdict never.
#[tokio::test]
async fn letters_are_replaced_or_not_by_product() {
    let world = world().await;
    let (id, number) = in_review(&world, "securesite", Level::Ov).await;
    upload_letter(&world.app, &world.ctx, &id, scan(2)).await.unwrap();
    let (newest, content) =
        review::open_document(&world.app, &staff(&world.ctx), number, None).await.unwrap();
    assert_eq!((content, newest.bytes), (scan(2), 1_245));
    assert_eq!(world.lines(Operation::DocumentShown).await, 1);
    let sealed = world.read(move |register| Ok(register.document(newest.id)?.unwrap().1)).await;
    assert!(!sealed.windows(64).any(|window| window == [2_u8; 64]), "kept sealed");
    let tenant = review::open_document(&world.app, &world.ctx, number, None).await;
    assert_eq!(code(tenant), Code::Unauthorized);
    assert_eq!(queue(&world).await.len(), 1, "still one review");
    // The course of SM2 proves the names between letter and review; neither takes a second letter.
    let sm2 = submitted(&world, "dnspod-sm2", Level::Ov).await;
    let again = async || upload_letter(&world.app, &world.ctx, &sm2, scan(2)).await;
    again().await.unwrap();
    assert_eq!(code(again().await), Code::LetterNotAwaited);
    validation::look(&world.app, &world.ctx, &sm2).await.unwrap();
    assert_eq!(world.stage(&sm2).await.kind(), StageKind::Reviewing);
    assert_eq!(code(again().await), Code::LetterUploaded);
    let (ann, ctx) = (name("ann"), staff(&world.ctx));
    examination::take(&world.app, &ctx, number, &ann).await.unwrap();
    examination::approve(&world.app, &ctx, number, &ann).await.unwrap();
    let late = upload_letter(&world.app, &world.ctx, &id, scan(3)).await;
    assert_eq!(code(late), Code::LetterNotAwaited);
}

// F2: the letter to sign, with what was submitted in it; not for DV, not for another tenant's.
#[tokio::test]
async fn the_letter_is_filled_in_with_what_was_submitted() {
    let world = world().await;
    let id = submitted(&world, "securesite", Level::Ov).await;
    for language in Language::ALL {
        let letter = examination::download_letter(&world.app, &world.ctx, &id, language).await.unwrap();
        assert_eq!(letter.form, LetterForm::Application);
        assert!(letter.pdf.starts_with(b"%PDF-") && letter.filename.ends_with(".pdf"));
    }
    assert_eq!(world.lines(Operation::LetterDownloaded).await, 2);
    let sm2 = submitted(&world, "dnspod-sm2", Level::Ov).await;
    let letter = examination::download_letter(&world.app, &world.ctx, &sm2, Language::English).await.unwrap();
    assert_eq!(letter.form, LetterForm::Sm2Application);
    let dv = submitted(&world, "trustasia", Level::Dv).await;
    let none = examination::download_letter(&world.app, &world.ctx, &dv, Language::English).await;
    assert_eq!(code(none), Code::LetterNotForDv);
    let other = stranger(&world).await;
    let foreign = examination::download_letter(&world.app, &other, &id, Language::English).await;
    assert_eq!(code(foreign), Code::CertificateNotFound);
}

// F6: 23 h 59 and 24 h, 71 h 59 and 72 h, 95 h 59 and 96 h; then once a day; not for SM2 nor WoTrus.
#[tokio::test]
async fn reminders_open_by_brand_and_level() {
    let world = world().await;
    let dv = submitted(&world, "trustasia", Level::Dv).await;
    let (ov, _) = in_review(&world, "securesite", Level::Ov).await;
    let (ev, number) = in_review(&world, "geotrust", Level::Ev).await;
    for (id, hours) in [(&dv, 24), (&ov, 72), (&ev, 96)] {
        let opens = NOW.plus_seconds(hours * 3_600);
        let remind = async |now| review::remind(&world.app, &at(&world.ctx, now), id).await;
        assert_eq!(
            code(remind(opens.plus_seconds(-60)).await),
            Code::ReminderRefused,
            "{hours} h less a minute"
        );
        assert_eq!(code(remind(opens.plus_seconds(-1)).await), Code::ReminderRefused);
        remind(opens).await.unwrap();
        assert_eq!(code(remind(opens.plus_seconds(86_399)).await), Code::ReminderRefused, "once a day");
        remind(opens.plus_seconds(86_400)).await.unwrap();
    }
    let seen = review::describe(&world.app, &staff(&world.ctx), number).await.unwrap();
    assert_eq!(seen.reminders, (2, Some(NOW.plus_seconds(120 * 3_600))));
    assert_eq!(world.lines(Operation::ReviewReminded).await, 6);
    let later = at(&world.ctx, NOW.plus_days(30));
    let wotrus = submitted(&world, "wotrus", Level::Ov).await;
    let sm2 = submitted(&world, "dnspod-sm2", Level::Ov).await;
    upload_letter(&world.app, &world.ctx, &sm2, scan(1)).await.unwrap();
    for id in [&wotrus, &sm2] {
        assert_eq!(code(review::remind(&world.app, &later, id).await), Code::ReminderRefused);
    }
    let other = stranger(&world).await;
    assert_eq!(code(review::remind(&world.app, &other, &ov).await), Code::CertificateNotFound);
}

// F6: a letter that is uploaded again starts the clock anew, as the seed says: hours after the letter was uploaded.
#[tokio::test]
async fn the_clock_of_reminders_begins_with_the_letter() {
    let world = world().await;
    let (id, _) = in_review(&world, "securesite", Level::Ov).await;
    let later = at(&world.ctx, NOW.plus_days(1));
    upload_letter(&world.app, &later, &id, scan(2)).await.unwrap();
    let opens = review::describe_for(&world.app, &later, &id).await.unwrap().reminder_opens_at;
    assert_eq!(opens, Some(NOW.plus_days(4)));
}

// F3: the pre-review of WoTrus is due within 72 hours and comes without a letter.
#[tokio::test]
async fn a_pre_review_comes_first_for_wotrus() {
    let world = world().await;
    let id = submitted(&world, "wotrus", Level::Ov).await;
    let review = queue(&world).await.pop().unwrap();
    assert_eq!((review.subject.kind(), review.due_at), ("pre-review", NOW.plus_seconds(72 * 3_600)));
    let (ann, ctx) = (name("ann"), staff(&world.ctx));
    examination::take(&world.app, &ctx, review.id, &ann).await.unwrap();
    examination::approve(&world.app, &ctx, review.id, &ann).await.unwrap();
    assert_eq!(world.stage(&id).await.kind(), StageKind::Validating);
}

// F3, C2: who gives an application up takes it out of the queue.
#[tokio::test]
async fn a_cancelled_application_leaves_the_queue() {
    let world = world().await;
    let (id, number) = in_review(&world, "securesite", Level::Ov).await;
    let (ann, ctx) = (name("ann"), staff(&world.ctx));
    examination::take(&world.app, &ctx, number, &ann).await.unwrap();
    order::cancel(&world.app, &world.ctx, &id, Cancel::Examination).await.unwrap();
    assert!(queue(&world).await.is_empty());
    let late = examination::approve(&world.app, &ctx, number, &ann).await;
    assert_eq!(code(late), Code::ReviewState);
    assert_eq!(world.stage(&id).await.kind(), StageKind::Cancelled);
}
