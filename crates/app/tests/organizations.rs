//! F1: organisation profiles from making to the end of their approval, with administrators and their domains.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;
#[allow(dead_code, reason = "each test binary uses its own part")]
#[path = "support/bought.rs"]
mod bought;

use bought::{bought, information};
use chancery_app::order::{ApplicantDraft, OrganizationDraft};
use chancery_app::organization::{
    self, AdministratorDraft, AdministratorQuery, DomainDraft, Examined, ListInput, ReviewStep,
};
use chancery_app::ports::{Prober, Register, Scope, TaskKind};
use chancery_app::{Code, Ctx, Failure, account, examination, order};
use chancery_domain::actor::{Actor, Role};
use chancery_domain::catalogue::Level;
use chancery_domain::certificate::StageKind;
use chancery_domain::ids::{AdministratorId, OrganizationId};
use chancery_domain::name::{DnsName, Name};
use chancery_domain::operation_log::Operation;
use chancery_domain::organization::{DomainStage, OrganizationDetails, Person, Stage, Standing};
use chancery_domain::review::{RefusalCause, ReviewSubject, Reviewer};
use chancery_domain::validation::{CaaSighting, Method, Proof, Sighting};
use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use support::{NOW, Seeing, World, world};

fn widgets() -> OrganizationDetails {
    OrganizationDetails {
        name: "Widget Works GmbH".into(),
        department: String::new(),
        country: "DE".into(),
        province: "Bayern".into(),
        city: "Passau".into(),
        address: "Weg 1".into(),
        postcode: "94032".into(),
        phone: "+49 851 1234567".into(),
        identity: None,
    }
}

fn ada() -> Person {
    Person {
        first_name: "Ada".into(),
        last_name: "Muster".into(),
        position: "Director".into(),
        department: "Web".into(),
        phone: "+49 851 1234568".into(),
        mail: "ada@widgets.org".into(),
        identity: None,
    }
}

impl Profiles for World {
    fn later(&self, days: i64) -> Ctx {
        Ctx { now: NOW.plus_days(days), ..self.ctx.clone() }
    }

    async fn company(&self) -> OrganizationId {
        organization::create(&self.app, &self.ctx, widgets()).await.unwrap()
    }

    async fn administrator(&self, organization: OrganizationId) -> AdministratorId {
        let draft = AdministratorDraft { organization, person: ada(), contact: None };
        organization::add_administrator(&self.app, &self.ctx, draft).await.unwrap()
    }

    async fn step(&self, ctx: &Ctx, examined: Examined, step: ReviewStep) -> Result<(), Failure> {
        let ctx = ctx.clone();
        self.app
            .store
            .write(Scope::Account(self.account), move |register| {
                organization::reviewed(register, &ctx, examined, &step)
            })
            .await
    }

    async fn approved_administrator(&self) -> (OrganizationId, AdministratorId) {
        let company = self.company().await;
        let administrator = self.administrator(company).await;
        organization::submit(&self.app, &self.ctx, administrator, Level::Ev).await.unwrap();
        for examined in [Examined::Organization(company), Examined::Administrator(administrator)] {
            self.step(&self.ctx, examined, ReviewStep::Passed).await.unwrap();
        }
        (company, administrator)
    }

    async fn standing(&self, ctx: &Ctx, id: AdministratorId) -> Standing {
        let found = organization::describe_administrator(&self.app, ctx, id).await.unwrap();
        found.row.administrator.standing(&self.app.policy, ctx.now)
    }
}

/// What the tests ask of a world.
trait Profiles {
    fn later(&self, days: i64) -> Ctx;
    async fn company(&self) -> OrganizationId;
    async fn administrator(&self, organization: OrganizationId) -> AdministratorId;
    async fn step(&self, ctx: &Ctx, examined: Examined, step: ReviewStep) -> Result<(), Failure>;
    async fn approved_administrator(&self) -> (OrganizationId, AdministratorId);
    async fn standing(&self, ctx: &Ctx, id: AdministratorId) -> Standing;
}

async fn stranger(world: &World) -> Ctx {
    let operator = Ctx { actor: Actor::operator(), ..world.ctx.clone() };
    let made = account::create(&world.app, &operator, "stranger").await.unwrap();
    Ctx {
        actor: Actor { role: Role::Tenant { account: made.account, key: made.secret_id }, source: None },
        ..operator
    }
}

#[tokio::test]
async fn f1_ten_profiles_and_not_one_more_however_many_ask_at_once() {
    let world = world().await;
    let asked = (0..16).map(|_| organization::create(&world.app, &world.ctx, widgets()));
    let outcomes = futures_util::future::join_all(asked).await;
    let made = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(made, 10);
    for refused in outcomes.into_iter().filter_map(Result::err) {
        assert_eq!(refused.code, Code::OrganizationLimit);
        assert!(refused.public.contains("10 of 10"), "{}", refused.public);
    }
    assert_eq!(world.lines(Operation::OrganizationCreated).await, 10, "a refusal changes nothing");
    // An operator allows the account more; a tenant cannot.
    let tenant = organization::set_allowance(&world.app, &world.ctx, world.account, 11).await;
    assert_eq!(tenant.unwrap_err().code, Code::Unauthorized);
    let operator = Ctx { actor: Actor::operator(), ..world.ctx.clone() };
    organization::set_allowance(&world.app, &operator, world.account, 11).await.unwrap();
    world.company().await;
    let refused = organization::create(&world.app, &world.ctx, widgets()).await.unwrap_err();
    assert_eq!(refused.code, Code::OrganizationLimit);
    let page = organization::list(&world.app, &world.ctx, ListInput::default()).await.unwrap();
    assert_eq!((page.items.len(), page.total), (10, 11), "a page has ten rows unless asked otherwise");
}

#[tokio::test]
async fn f1_an_approval_ends_by_the_dated_policy_and_can_be_renewed_before() {
    let world = world().await;
    let (company, administrator) = world.approved_administrator().await;
    let approval = |ctx: Ctx| {
        let (app, account) = (world.app.clone(), world.account);
        async move {
            let (policy, now) = (app.policy.clone(), ctx.now);
            app.store
                .read(move |register| {
                    organization::approved(register, account, company, administrator, Level::Ev, now, &policy)
                })
                .await
                .unwrap()
                .2
        }
    };
    let seen = approval(world.ctx.clone()).await;
    assert!(seen.organization && seen.administrator);
    assert_eq!(world.standing(&world.later(367), administrator).await, Standing::Ok);
    let early = organization::verify_again(&world.app, &world.later(367), administrator).await;
    assert_eq!(early.unwrap_err().code, Code::AdministratorState);
    assert_eq!(world.standing(&world.later(368), administrator).await, Standing::Expiring);
    assert!(approval(world.later(397)).await.administrator);
    let after = approval(world.later(398)).await;
    assert!(!after.organization && !after.administrator);
    assert_eq!(world.standing(&world.later(398), administrator).await, Standing::Expired);
    // Renewed at 380 days: in force meanwhile, and from then on for another 398.
    let then = world.later(380);
    organization::verify_again(&world.app, &then, administrator).await.unwrap();
    assert_eq!(world.standing(&then, administrator).await, Standing::Audit);
    assert!(approval(then.clone()).await.administrator);
    for examined in [Examined::Organization(company), Examined::Administrator(administrator)] {
        world.step(&then, examined, ReviewStep::Passed).await.unwrap();
    }
    let later = approval(world.later(777)).await;
    assert!(later.organization && later.administrator);
    assert!(!approval(world.later(778)).await.administrator);
}

#[tokio::test]
async fn f1_a_verdict_counts_once_and_a_refused_profile_can_be_submitted_again() {
    let world = world().await;
    let company = world.company().await;
    let administrator = world.administrator(company).await;
    let examined = Examined::Administrator(administrator);
    let early = world.step(&world.ctx, examined, ReviewStep::Passed).await;
    assert_eq!(early.unwrap_err().code, Code::AdministratorState, "nobody submitted it");
    organization::submit(&world.app, &world.ctx, administrator, Level::Ov).await.unwrap();
    let twice = organization::submit(&world.app, &world.ctx, administrator, Level::Ov).await;
    assert_eq!(twice.unwrap_err().code, Code::AdministratorState);
    world.step(&world.ctx, examined, ReviewStep::Taken).await.unwrap();
    assert_eq!(world.standing(&world.ctx, administrator).await, Standing::AuthorityAudit);
    let deleted = organization::delete_administrator(&world.app, &world.ctx, administrator).await;
    assert_eq!(deleted.unwrap_err().code, Code::AdministratorAtAuthority);
    let reason = ReviewStep::Refused { reason: "the number is not the organisation's".into() };
    world.step(&world.ctx, examined, reason.clone()).await.unwrap();
    assert_eq!(world.standing(&world.ctx, administrator).await, Standing::Invalid);
    let lines = world.lines(Operation::AdministratorReviewed).await;
    for step in [ReviewStep::Passed, reason.clone(), ReviewStep::Taken, ReviewStep::Released] {
        assert_eq!(world.step(&world.ctx, examined, step).await.unwrap_err().code, Code::AdministratorState);
    }
    assert_eq!(world.lines(Operation::AdministratorReviewed).await, lines);
    // With the administrator an organisation that was refused goes to the examiners again.
    world.step(&world.ctx, Examined::Organization(company), reason).await.unwrap();
    organization::submit(&world.app, &world.ctx, administrator, Level::Ov).await.unwrap();
    let stage = world.read(move |register| Ok(register.organization(company)?.unwrap().stage)).await;
    assert!(matches!(stage, Stage::Submitted { .. }), "{stage:?}");
    let details = world.read(move |register| Ok(register.organization(company)?.unwrap().details)).await;
    assert_eq!(details, widgets(), "a profile never changes");
}

#[tokio::test]
async fn f1_another_tenants_profile_is_answered_like_one_that_never_was() {
    let world = world().await;
    let (company, administrator) = world.approved_administrator().await;
    let added = organization::add_domain(
        &world.app,
        &world.ctx,
        DomainDraft { administrator, domain: "widgets.org".into(), method: Method::DnsTxt },
    )
    .await
    .unwrap();
    let other = stranger(&world).await;
    let (app, gone) = (&world.app, AdministratorId(administrator.0 + 1_000));
    let page =
        organization::list(app, &other, ListInput { organization: Some(company), ..ListInput::default() });
    assert_eq!(page.await.unwrap().total, 0);
    let told = |failure: Failure| {
        (failure.code, failure.public.replace(&gone.to_string(), &administrator.to_string()))
    };
    let theirs = [
        organization::describe_administrator(app, &other, administrator).await.map(drop),
        organization::submit(app, &other, administrator, Level::Ov).await,
        organization::verify_again(app, &other, administrator).await,
        organization::delete_administrator(app, &other, administrator).await,
        organization::list_domains(app, &other, administrator, 0, None).await.map(drop),
    ];
    for outcome in theirs {
        let never = organization::delete_administrator(app, &other, gone).await.unwrap_err();
        assert_eq!(told(outcome.unwrap_err()), told(never));
    }
    let query = AdministratorQuery {
        organization: company,
        name: None,
        mail: None,
        search: None,
        standings: vec![],
        offset: 0,
        limit: None,
    };
    let refused = organization::list_administrators(app, &other, query).await.unwrap_err();
    assert_eq!(refused.code, Code::OrganizationNotFound);
    let draft = AdministratorDraft { organization: company, person: ada(), contact: None };
    let refused = organization::add_administrator(app, &other, draft).await.unwrap_err();
    assert_eq!(refused.code, Code::OrganizationNotFound);
    let draft = DomainDraft { administrator, domain: "widgets.org".into(), method: Method::DnsTxt };
    assert_eq!(
        organization::add_domain(app, &other, draft).await.unwrap_err().code,
        Code::AdministratorNotFound
    );
    let refused = organization::check_domain(app, &other, added.id).await.unwrap_err();
    assert_eq!(refused.code, Code::AdministratorDomainNotFound);
    assert_eq!(world.standing(&world.ctx, administrator).await, Standing::Ok);
}

/// Sees proofs once it is told to.
struct Blink(Arc<AtomicBool>);

impl Prober for Blink {
    fn probe<'a>(&'a self, proof: &'a Proof) -> BoxFuture<'a, Sighting> {
        Box::pin(async move {
            if self.0.load(Ordering::SeqCst) { Seeing.probe(proof).await } else { Vec::new().into() }
        })
    }

    fn caa<'a>(&'a self, name: &'a DnsName) -> BoxFuture<'a, CaaSighting> {
        Seeing.caa(name)
    }
}

#[tokio::test]
async fn f1_a_domain_is_proved_by_its_stored_task_under_an_approved_administrator_only() {
    let mut world = world().await;
    let sees = Arc::new(AtomicBool::new(false));
    world.app.prober = Arc::new(Blink(sees.clone()));
    let company = world.company().await;
    let unapproved = world.administrator(company).await;
    let draft = |administrator, domain: &str| DomainDraft {
        administrator,
        domain: domain.into(),
        method: Method::DnsTxt,
    };
    let app = world.app.clone();
    let refused = organization::add_domain(&app, &world.ctx, draft(unapproved, "widgets.org")).await;
    assert_eq!(refused.unwrap_err().code, Code::AdministratorState);
    let (company, administrator) = world.approved_administrator().await;
    for (text, code) in
        [("co.uk", Code::DomainInvalid), ("a..org", Code::DomainInvalid), ("shop.ru", Code::DomainInvalid)]
    {
        let refused = organization::add_domain(&app, &world.ctx, draft(administrator, text)).await;
        assert_eq!(refused.unwrap_err().code, code, "{text}");
    }
    let by_file = DomainDraft { method: Method::File, ..draft(administrator, "*.widgets.org") };
    let refused = organization::add_domain(&app, &world.ctx, by_file).await;
    assert_eq!(refused.unwrap_err().code, Code::InvalidParameter);

    let added =
        organization::add_domain(&app, &world.ctx, draft(administrator, "widgets.org")).await.unwrap();
    let again = organization::add_domain(&app, &world.ctx, draft(administrator, "widgets.org")).await;
    assert_eq!(again.unwrap_err().code, Code::AdministratorDomainState);
    let task = move |world: &World| {
        let subject = added.id.to_string();
        let store = world.app.store.clone();
        async move {
            store.read(move |r| Ok(r.task(TaskKind::CheckAdministratorDomain, &subject)?)).await.unwrap()
        }
    };
    assert!(task(&world).await.is_some());
    let next = organization::poll_domain(&app, &world.ctx, added.id, 1).await.unwrap();
    assert!(next.is_some_and(|at| at > NOW), "nothing was published yet");
    let report = organization::check_domain(&app, &world.ctx, added.id).await.unwrap();
    assert!(report.too_frequent && !report.cause.is_empty(), "{report:?}");
    sees.store(true, Ordering::SeqCst);
    assert_eq!(organization::poll_domain(&app, &world.later(1), added.id, 2).await.unwrap(), None);
    assert!(task(&world).await.is_none(), "the task is gone with the proof");
    // A second run finds nothing to do.
    assert_eq!(organization::poll_domain(&app, &world.later(2), added.id, 3).await.unwrap(), None);
    assert_eq!(world.lines(Operation::DomainValidationPassed).await, 1);
    let now = NOW.plus_days(2);
    let proved = world.read(move |register| Ok(register.organization_domains(company)?)).await;
    assert_eq!(proved.len(), 1);
    assert_eq!(proved[0].stage, DomainStage::Proved { at: NOW.plus_days(1) });
    assert!(proved[0].proves(&Name::parse("*.shop.widgets.org").unwrap(), &app.policy, now));
}

#[tokio::test]
async fn f1_a_domain_that_is_not_proved_in_three_days_fails_and_can_be_tried_again() {
    let mut world = world().await;
    world.app.prober = Arc::new(Blink(Arc::default()));
    let (_, administrator) = world.approved_administrator().await;
    let draft = DomainDraft { administrator, domain: "widgets.org".into(), method: Method::DnsCname };
    let added = organization::add_domain(&world.app, &world.ctx, draft.clone()).await.unwrap();
    let DomainStage::Waiting { deadline, .. } = &added.stage else { panic!("{added:?}") };
    assert_eq!(*deadline, NOW.plus_days(3));
    let at = Ctx { now: *deadline, ..world.ctx.clone() };
    let next = organization::poll_domain(&world.app, &at, added.id, 40).await.unwrap();
    assert_eq!(next, Some(deadline.plus_seconds(1)));
    let after = Ctx { now: deadline.plus_seconds(1), ..world.ctx.clone() };
    assert_eq!(organization::poll_domain(&world.app, &after, added.id, 41).await.unwrap(), None);
    let report = organization::check_domain(&world.app, &after, added.id).await.unwrap();
    assert!(matches!(report.domain.stage, DomainStage::Failed { .. }));
    assert!(report.cause.contains("widgets.org"), "{}", report.cause);
    assert_eq!(world.lines(Operation::DomainValidationFailed).await, 1);
    let again = organization::add_domain(&world.app, &after, draft).await.unwrap();
    assert_eq!(again.id, added.id);
    assert_ne!(again.stage, added.stage, "a fresh challenge");
}

#[tokio::test]
async fn f1_an_administrator_that_a_certificate_names_is_kept() {
    let world = world().await;
    let company = world.company().await;
    let administrator = world.administrator(company).await;
    let certificate = world.apply("widgets.org").await;
    let named = certificate.clone();
    world
        .app
        .store
        .write(Scope::Account(world.account), move |register| {
            organization::link(register, administrator, &named)?;
            organization::link(register, administrator, &named)
        })
        .await
        .unwrap();
    let refused =
        organization::delete_administrator(&world.app, &world.ctx, administrator).await.unwrap_err();
    assert_eq!(refused.code, Code::AdministratorLinked);
    assert!(refused.public.contains("1 certificates"), "{}", refused.public);
    let second = world.administrator(company).await;
    organization::submit(&world.app, &world.ctx, second, Level::Ov).await.unwrap();
    organization::delete_administrator(&world.app, &world.ctx, second).await.unwrap();
    let refused = organization::delete_administrator(&world.app, &world.ctx, second).await.unwrap_err();
    assert_eq!(refused.code, Code::AdministratorNotFound);
    assert_eq!(world.lines(Operation::AdministratorDeleted).await, 1);
    // A task for a domain that went with its administrator ends.
    let number = chancery_domain::ids::AdministratorDomainId(77);
    assert_eq!(organization::poll_domain(&world.app, &world.ctx, number, 1).await.unwrap(), None);
}

#[tokio::test]
async fn f1_examiners_find_profiles_in_their_queue_and_their_word_decides() {
    let world = world().await;
    let company = world.company().await;
    let administrator = world.administrator(company).await;
    organization::submit(&world.app, &world.ctx, administrator, Level::Ov).await.unwrap();
    let open = |subject: ReviewSubject| {
        let store = world.app.store.clone();
        async move { store.read(move |r| Ok(r.open_review(&subject)?)).await.unwrap() }
    };
    let of_company = open(ReviewSubject::Organization(company)).await.unwrap();
    let of_person = open(ReviewSubject::Administrator(administrator)).await.unwrap();
    // One business day: asked for on a Wednesday, due at the end of Thursday.
    assert_eq!(of_company.opened_at, NOW);
    assert_eq!(of_company.due_at.utc_date(), NOW.plus_days(1).utc_date());
    assert!(!of_company.paid, "nothing was paid for");
    let operator = Ctx { actor: Actor::operator(), ..world.ctx.clone() };
    let (app, eva) = (&world.app, "eva".parse::<Reviewer>().unwrap());
    examination::take(app, &operator, of_person.id, &eva).await.unwrap();
    assert_eq!(world.standing(&world.ctx, administrator).await, Standing::AuthorityAudit);
    examination::release(app, &operator, of_person.id, &eva).await.unwrap();
    assert_eq!(world.standing(&world.ctx, administrator).await, Standing::Audit);
    for review in [of_person.id, of_company.id] {
        examination::take(app, &operator, review, &eva).await.unwrap();
        let tenant = examination::approve(app, &world.ctx, review, &eva).await;
        assert_eq!(tenant.unwrap_err().code, Code::Unauthorized);
        examination::approve(app, &operator, review, &eva).await.unwrap();
        assert_eq!(
            examination::approve(app, &operator, review, &eva).await.unwrap_err().code,
            Code::ReviewState
        );
    }
    assert_eq!(world.standing(&world.ctx, administrator).await, Standing::Ok);
    assert_eq!(world.lines(Operation::AdministratorReviewed).await, 1);
    assert_eq!(world.lines(Operation::OrganizationReviewed).await, 1);
    // Deleting what waits withdraws its review.
    let second = world.administrator(company).await;
    organization::submit(app, &world.ctx, second, Level::Ov).await.unwrap();
    assert!(open(ReviewSubject::Administrator(second)).await.is_some());
    organization::delete_administrator(app, &world.ctx, second).await.unwrap();
    assert!(open(ReviewSubject::Administrator(second)).await.is_none());
    // F5: a refusal tells its cause by code, with the remedy.
    let third = world.administrator(company).await;
    organization::submit(app, &world.ctx, third, Level::Ov).await.unwrap();
    let review = open(ReviewSubject::Administrator(third)).await.unwrap();
    examination::take(app, &operator, review.id, &eva).await.unwrap();
    let cause = RefusalCause::OrganizationDiffers;
    examination::refuse(app, &operator, review.id, &eva, cause, "another house").await.unwrap();
    let found = organization::describe_administrator(app, &world.ctx, third).await.unwrap();
    let Stage::Refused { reason, .. } = &found.row.administrator.ov else { panic!("{found:?}") };
    assert!(reason.starts_with(cause.code()) && reason.contains("another house"), "{reason}");
    // F1: an account that paid for a certificate and waits for it comes first.
    bought(&world, 14, 1).await;
    let next = world.company().await;
    let review = open(ReviewSubject::Organization(next)).await.unwrap();
    assert!(review.paid);
}

// F2, E5: an application that names approved profiles needs no letter, and a domain proved under the administrator needs
// no proof again; nobody deletes the administrator afterwards.
#[tokio::test]
async fn f2_e5_approved_profiles_spare_the_letter_and_their_domains_the_proof() {
    let world = world().await;
    let (company, administrator) = world.approved_administrator().await;
    let draft = DomainDraft { administrator, domain: "widgets.org".into(), method: Method::DnsTxt };
    let added = organization::add_domain(&world.app, &world.ctx, draft).await.unwrap();
    assert_eq!(organization::poll_domain(&world.app, &world.ctx, added.id, 1).await.unwrap(), None);
    let applicant = || {
        ApplicantDraft::Organization(Box::new(OrganizationDraft {
            organization_id: Some(company),
            administrator_id: Some(administrator),
            ..OrganizationDraft::default()
        }))
    };
    let apply = async |ctx: &Ctx, name: &str| {
        let id = bought(&world, 14, 1).await;
        order::fill_in(&world.app, ctx, information(&id, &[name], applicant())).await.unwrap();
        order::submit(&world.app, ctx, &id, None).await.unwrap();
        let submitted = world.stage(&id).await.kind();
        if submitted != StageKind::Reviewing {
            return submitted;
        }
        let (app, ctx, named) = (world.app.clone(), ctx.clone(), id.clone());
        let passed = move |register: &mut dyn Register| order::review_passed(&app, register, &ctx, &named);
        world.app.store.write(Scope::Account(world.account), passed).await.unwrap();
        world.stage(&id).await.kind()
    };
    // No letter; after the review no proof either, or one for a name that is not proved.
    assert_eq!(apply(&world.ctx, "www.widgets.org").await, StageKind::Issuing);
    assert_eq!(apply(&world.ctx, "gadgets.org").await, StageKind::Validating);
    let refused =
        organization::delete_administrator(&world.app, &world.ctx, administrator).await.unwrap_err();
    assert_eq!(refused.code, Code::AdministratorLinked);
    // The proof ends before the approval, and then the approval.
    let ends = world.app.policy.domain_evidence_ends(NOW);
    let proof_ended = Ctx { now: ends, ..world.ctx.clone() };
    assert_eq!(apply(&proof_ended, "www.widgets.org").await, StageKind::Validating);
    assert_eq!(apply(&world.later(398), "www.widgets.org").await, StageKind::AwaitingLetter);
}
