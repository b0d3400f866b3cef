//! What examiners and applicants may rely on at the edges: letters of an earlier round, profiles that were refused, first
//! approvals of what has changed, on a real SQLite register.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code, reason = "each test binary uses its own part")]
#[path = "support/bought.rs"]
mod bought;
mod support;

use bought::*;
use chancery_app::desk::Desk;
use chancery_app::organization::{self, AdministratorDraft};
use chancery_app::ports::ReviewFilter;
use chancery_app::review::{self, Call};
use chancery_app::{Code, Ctx, Failure, examination, order};
use chancery_domain::catalogue::{Level, Product};
use chancery_domain::certificate::StageKind;
use chancery_domain::ids::{AdministratorId, CertificateId, OrganizationId, ReviewId};
use chancery_domain::review::{
    CallOutcome, Language, RefusalCause, Review, ReviewRules, ReviewSubject, Stage,
};
use std::sync::Arc;
use support::counting_house::{OV, purchase};
use support::desk::*;
use support::*;

fn code<T: std::fmt::Debug>(result: Result<T, Failure>) -> Code {
    result.expect_err("refused").code
}

fn product(world: &World, brand: &str, level: Level) -> Product {
    let mut goods = world.app.catalogue.products().iter();
    let fits = |p: &&Product| p.brand == brand && p.level == level && p.is_on_sale() && !p.is_free();
    goods.find(|p| fits(p) && !p.domains.is_wildcard()).unwrap_or_else(|| panic!("{brand} {level}")).clone()
}

/// Fills in and submits, for an organisation of its own or by profile.
async fn submit(world: &World, ctx: &Ctx, id: &CertificateId, applicant: order::ApplicantDraft) {
    let name = format!("{}.boutique.org", id.as_str().to_lowercase());
    let wanted = id.clone();
    let product = world
        .read(move |register| Ok(register.certificate(&wanted)?.unwrap().application().unwrap().product));
    let product = world.app.catalogue.product(product.await.0).unwrap();
    let csr = order::CsrChoice::Online { algorithm: *product.keys.first().unwrap(), password: None };
    let filled = order::FillIn { csr, ..information(id, &[&name], applicant) };
    order::fill_in(&world.app, ctx, filled).await.unwrap();
    order::submit(&world.app, ctx, id, None).await.unwrap();
}

async fn submitted(world: &World, brand: &str, level: Level) -> CertificateId {
    let id = bought(world, product(world, brand, level).code, 1).await;
    submit(world, &world.ctx, &id, organization(&format!("Shop {id} Ltd"))).await;
    id
}

/// The same with its letter uploaded: a review is open.
async fn in_review(world: &World, brand: &str, level: Level) -> (CertificateId, ReviewId) {
    let id = submitted(world, brand, level).await;
    upload_letter(&world.app, &world.ctx, &id, scan(1)).await.unwrap();
    assert_eq!(world.stage(&id).await.kind(), StageKind::Reviewing);
    let review = review_of(world, ReviewSubject::Application(id.clone())).await;
    (id, review.id)
}

async fn queue(world: &World) -> Vec<Review> {
    let all = ReviewFilter::default();
    review::list(&world.app, &staff(&world.ctx), all, 0, None).await.unwrap().items
}

async fn review_of(world: &World, subject: ReviewSubject) -> Review {
    world.read(move |register| Ok(register.open_review(&subject)?.unwrap())).await
}

async fn get(world: &World, id: ReviewId) -> Review {
    world.read(move |register| Ok(register.review(id)?.unwrap())).await
}

/// The rules with these words in place of those.
fn ruled(world: &mut World, changes: &[(&str, &str)]) {
    let mut text = include_str!("../../domain/data/reviews.toml").to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let rules = ReviewRules::parse("reviews.toml", &text).unwrap();
    world.app.desk = Arc::new(Desk { rules, ..Desk::compiled_in().unwrap() });
}

/// A profile with an administrator, submitted for EV.
async fn profile(world: &World) -> (OrganizationId, AdministratorId) {
    let order::ApplicantDraft::Organization(draft) = organization("Widget Works") else { panic!() };
    let company = organization::create(&world.app, &world.ctx, draft.organization).await.unwrap();
    let draft = AdministratorDraft { organization: company, person: person(), contact: None };
    let administrator = organization::add_administrator(&world.app, &world.ctx, draft).await.unwrap();
    organization::submit(&world.app, &world.ctx, administrator, Level::Ev).await.unwrap();
    (company, administrator)
}

async fn decide(world: &World, subject: ReviewSubject, approve: bool) {
    let (ctx, by) = (staff(&world.ctx), name("ann"));
    let id = review_of(world, subject).await.id;
    examination::take(&world.app, &ctx, id, &by).await.unwrap();
    if approve {
        examination::approve(&world.app, &ctx, id, &by).await.unwrap();
    } else {
        examination::refuse(&world.app, &ctx, id, &by, RefusalCause::NotReached, "").await.unwrap();
    }
}

// F1, F5: a profile that was refused, such as when nobody was reached, is examined again though its administrator is
// approved already; it cannot be made anew for ever, since it counts for the limit.
#[tokio::test]
async fn a_refused_organisation_is_submitted_again_with_an_approved_administrator() {
    let world = world().await;
    let (company, administrator) = profile(&world).await;
    decide(&world, ReviewSubject::Administrator(administrator), true).await;
    decide(&world, ReviewSubject::Organization(company), false).await;
    assert!(queue(&world).await.is_empty());
    organization::submit(&world.app, &world.ctx, administrator, Level::Ev).await.unwrap();
    let subjects: Vec<_> = queue(&world).await.into_iter().map(|review| review.subject).collect();
    assert_eq!(subjects, [ReviewSubject::Organization(company)], "the administrator is approved");
    let twice = organization::submit(&world.app, &world.ctx, administrator, Level::Ev).await;
    assert_eq!(code(twice), Code::AdministratorState);
    decide(&world, ReviewSubject::Organization(company), true).await;
    let again = organization::submit(&world.app, &world.ctx, administrator, Level::Ev).await;
    assert_eq!(code(again), Code::AdministratorState, "both are approved");
}

// F1: a profile that waits goes first once something is paid for in its account, also when the order came later.
#[tokio::test]
async fn a_waiting_profile_goes_first_once_an_order_is_paid() {
    let world = world().await;
    world.top_up(1_000_000, 0).await;
    let (company, administrator) = profile(&world).await;
    let subjects = [ReviewSubject::Organization(company), ReviewSubject::Administrator(administrator)];
    for subject in &subjects {
        assert!(!review_of(&world, subject.clone()).await.paid);
    }
    world.bought(purchase(OV, 1, 1)).await;
    for subject in subjects {
        assert!(review_of(&world, subject.clone()).await.paid, "{subject}");
    }
}

// F2 (product rules 1.1): the course of WoTrus has no letter, neither to be had nor to be uploaded.
#[tokio::test]
async fn a_course_without_letter_takes_none() {
    let world = world().await;
    let id = submitted(&world, "wotrus", Level::Ov).await;
    assert_eq!(world.stage(&id).await.kind(), StageKind::Reviewing);
    assert_eq!(code(upload_letter(&world.app, &world.ctx, &id, scan(1)).await), Code::LetterNotWanted);
    let none = examination::download_letter(&world.app, &world.ctx, &id, Language::English).await;
    assert_eq!(code(none), Code::LetterNotWanted);
}

// F2, F5: letters of a round that was refused do not stand in the way of the next round's.
#[tokio::test]
async fn letters_are_counted_anew_in_each_round() {
    let mut world = world().await;
    ruled(&mut world, &[("kept_max = 20", "kept_max = 2")]);
    let (id, number) = in_review(&world, "securesite", Level::Ov).await;
    let again = async || upload_letter(&world.app, &world.ctx, &id, scan(2)).await;
    again().await.unwrap();
    assert_eq!(code(again().await), Code::LetterUploaded, "two in one round");
    decide(&world, ReviewSubject::Application(id.clone()), false).await;
    assert!(!get(&world, number).await.stage.is_open());
    order::resubmit(&world.app, &world.ctx, &id).await.unwrap();
    let later = at(&world.ctx, NOW.plus_seconds(60));
    order::submit(&world.app, &later, &id, None).await.unwrap();
    upload_letter(&world.app, &later, &id, scan(3)).await.unwrap();
    assert_eq!(world.stage(&id).await.kind(), StageKind::Reviewing);
}

// F6, F5: the letter of a round that was refused is not the start of the reminder's clock in the next.
#[tokio::test]
async fn the_clock_of_reminders_is_that_of_the_present_round() {
    let world = world().await;
    let (id, _) = in_review(&world, "securesite", Level::Ov).await;
    decide(&world, ReviewSubject::Application(id.clone()), false).await;
    let (company, administrator) = profile(&world).await;
    decide(&world, ReviewSubject::Administrator(administrator), true).await;
    decide(&world, ReviewSubject::Organization(company), true).await;
    let later = at(&world.ctx, NOW.plus_days(10));
    order::resubmit(&world.app, &later, &id).await.unwrap();
    let by_profile = order::OrganizationDraft {
        organization_id: Some(company),
        administrator_id: Some(administrator),
        ..order::OrganizationDraft::default()
    };
    submit(&world, &later, &id, order::ApplicantDraft::Organization(Box::new(by_profile))).await;
    assert_eq!(world.stage(&id).await.kind(), StageKind::Reviewing, "no letter is asked for");
    let opens = review::describe_for(&world.app, &later, &id).await.unwrap().reminder_opens_at;
    assert_eq!(opens, Some(later.now.plus_seconds(72 * 3_600)));
}

// F3, F2: the first of two approvals is of the letter that lay there; a new letter is looked at by both.
#[tokio::test]
async fn a_new_letter_drops_the_first_of_two_approvals() {
    let mut world = world().await;
    ruled(&mut world, &[("four_eyes = []", "four_eyes = [\"EV\"]")]);
    let (id, number) = in_review(&world, "securesite", Level::Ev).await;
    let (app, ctx) = (&world.app, staff(&world.ctx));
    let (ann, ben) = (name("ann"), name("ben"));
    examination::take(app, &ctx, number, &ann).await.unwrap();
    examination::approve(app, &ctx, number, &ann).await.unwrap();
    upload_letter(app, &world.ctx, &id, scan(2)).await.unwrap();
    assert!(matches!(get(&world, number).await.stage, Stage::Waiting { .. }));
    assert_eq!(code(examination::approve(app, &ctx, number, &ben).await), Code::ReviewState);
    examination::take(app, &ctx, number, &ben).await.unwrap();
    examination::approve(app, &ctx, number, &ben).await.unwrap();
    assert_eq!(world.stage(&id).await.kind(), StageKind::Reviewing);
    examination::approve(app, &ctx, number, &ann).await.unwrap();
    assert_eq!(world.stage(&id).await.kind(), StageKind::Validating);
    // A review that somebody has stays with them.
    let (other, taken) = in_review(&world, "securesite", Level::Ev).await;
    examination::take(app, &ctx, taken, &ann).await.unwrap();
    upload_letter(app, &world.ctx, &other, scan(2)).await.unwrap();
    assert_eq!(get(&world, taken).await.stage.reviewer(), Some(&ann));
}

// F3: whoever confirmed on the telephone and later does not stand by the application confirmed nothing.
#[tokio::test]
async fn a_call_that_denies_outweighs_an_earlier_confirmation() {
    let mut world = world().await;
    ruled(&mut world, &[("call_required = []", "call_required = [\"OV\"]")]);
    let (id, number) = in_review(&world, "securesite", Level::Ov).await;
    let (app, ctx, ann) = (&world.app, staff(&world.ctx), name("ann"));
    examination::take(app, &ctx, number, &ann).await.unwrap();
    let call = |outcome| Call { number: "1".into(), person: "Zhang".into(), outcome, note: String::new() };
    for outcome in [CallOutcome::Confirmed, CallOutcome::Denied, CallOutcome::NotReached] {
        review::note_call(app, &ctx, number, &ann, call(outcome)).await.unwrap();
    }
    assert_eq!(code(examination::approve(app, &ctx, number, &ann).await), Code::ReviewState);
    for outcome in [CallOutcome::Confirmed, CallOutcome::NotReached] {
        review::note_call(app, &ctx, number, &ann, call(outcome)).await.unwrap();
    }
    examination::approve(app, &ctx, number, &ann).await.unwrap();
    assert_eq!(world.stage(&id).await.kind(), StageKind::Validating);
}
