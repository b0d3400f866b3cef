//! CAA and remote perspectives on the way of an application: what forbids keeps it waiting, what was looked up is used
//! while it is good, and votes count only for the attempt that asked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code, reason = "each test binary uses its own part")]
#[path = "support/bought.rs"]
mod bought;
mod support;

use chancery_app::ports::Prober;
use chancery_app::{Code, issuance, order, validation};
use chancery_domain::certificate::Stage;
use chancery_domain::name::{DnsName, Name};
use chancery_domain::validation::caa::{CaaAnswer, CaaLook, CaaQuestion, climb};
use chancery_domain::validation::{
    CaaSighting, Cause, PerspectiveMode, Proof, RemoteCaa, RemoteSighting, Sighting, Verdict,
};
use futures_util::future::BoxFuture;
use parking_lot::Mutex;
use std::sync::Arc;
use support::{NOW, Seeing, World, world};

/// Sees every proof from everywhere; CAA forbids the names that the test says, and some perspectives lie.
#[derive(Default)]
struct Elsewhere {
    forbidden: Mutex<Vec<String>>,
    asked: Mutex<Vec<String>>,
    /// Region, whether it sees the proof, whether it sees CAA permit.
    remotes: Mutex<Vec<(&'static str, bool, bool)>>,
}

impl Elsewhere {
    fn looks(&self, name: &DnsName, permits: bool) -> Vec<CaaLook> {
        let forbidden = !permits || self.forbidden.lock().iter().any(|text| text == name.as_str());
        climb(name)
            .into_iter()
            .map(|step| {
                let answer = if forbidden && step == *name {
                    CaaAnswer::Records {
                        rdata: vec![b"\x00\x05issueother.example".to_vec()],
                        ttl_seconds: 60,
                    }
                } else {
                    CaaAnswer::NoRecords { ttl_seconds: 60 }
                };
                CaaLook { viewpoint: "test".into(), name: step.to_string(), answer, milliseconds: 1 }
            })
            .collect()
    }
}

impl Prober for Elsewhere {
    fn probe<'a>(&'a self, proof: &'a Proof) -> BoxFuture<'a, Sighting> {
        Box::pin(async move {
            let mut sighting = Seeing.probe(proof).await;
            for (number, (region, sees, _)) in self.remotes.lock().iter().enumerate() {
                let observations = if *sees { sighting.primary.clone() } else { Vec::new() };
                let perspective = format!("p{number}");
                sighting.remotes.push(RemoteSighting { perspective, region: (*region).into(), observations });
            }
            sighting
        })
    }

    fn caa<'a>(&'a self, name: &'a DnsName) -> BoxFuture<'a, CaaSighting> {
        Box::pin(async move {
            self.asked.lock().push(name.to_string());
            let remotes = self.remotes.lock();
            let remotes = remotes.iter().enumerate().map(|(number, (region, _, permits))| RemoteCaa {
                perspective: format!("p{number}"),
                region: (*region).into(),
                looks: self.looks(name, *permits),
            });
            CaaSighting { primary: self.looks(name, true), remotes: remotes.collect() }
        })
    }
}

async fn begin() -> (World, Arc<Elsewhere>) {
    let mut world = world().await;
    let eyes = Arc::new(Elsewhere::default());
    world.app.prober = eyes.clone();
    (world, eyes)
}

fn questions(names: &[&str]) -> Vec<CaaQuestion> {
    let question =
        |text: &&str| CaaQuestion { name: Name::parse(text).unwrap(), method: "http-01", account_uri: None };
    names.iter().map(question).collect()
}

#[tokio::test]
async fn must_never_01_one_name_of_many_forbids_in_any_position() {
    let (world, eyes) = begin().await;
    let names = ["a.shop.org", "b.shop.org", "c.shop.org", "*.d.shop.org", "e.shop.org"];
    let outcome = validation::check_caa(&world.app, &world.ctx, &questions(&names)).await.unwrap();
    assert_eq!(outcome.checks.len(), names.len());
    assert_eq!(outcome.good_until, NOW.plus_seconds(28_800), "eight hours, for the TTL is shorter");
    for name in names {
        let base = name.trim_start_matches("*.").to_owned();
        *eyes.forbidden.lock() = vec![base];
        eyes.asked.lock().clear();
        let failure = validation::check_caa(&world.app, &world.ctx, &questions(&names)).await.unwrap_err();
        assert_eq!(failure.code, Code::CaaForbids);
        assert_eq!(failure.parts.len(), 1, "{failure}");
        assert!(failure.public.starts_with(&format!("{name}: ")), "{failure}");
        assert_eq!(eyes.asked.lock().len(), names.len(), "N names, N look-ups, all fresh");
    }
}

#[tokio::test]
async fn a_name_that_caa_forbids_keeps_the_application_waiting_and_the_cause_is_shown() {
    let (world, eyes) = begin().await;
    let id = world.apply("shop.boutique.org").await;
    *eyes.forbidden.lock() = vec!["shop.boutique.org".to_owned()];
    validation::look(&world.app, &world.ctx, &id).await.unwrap();
    assert!(matches!(world.stage(&id).await, Stage::Validating(..)));
    let wanted = id.clone();
    let looks = world.read(move |register| Ok(register.looks(&wanted)?)).await;
    let Verdict::NotYet { cause: Cause::Caa { detail } } = &looks[0].verdict else { panic!("{looks:?}") };
    assert!(detail.contains("\"other.example\"") && detail.contains("chancery.local"), "{detail}");
    // The record is removed; the next look of the stored task lets it through.
    eyes.forbidden.lock().clear();
    validation::poll(&world.app, &world.ctx, &id, 1).await.unwrap();
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
    assert!(matches!(world.stage(&id).await, Stage::Issued(_)));
}

#[tokio::test]
async fn must_never_01_caa_is_looked_up_anew_when_the_look_up_is_too_old() {
    let (mut world, eyes) = begin().await;
    let id = world.apply("shop.boutique.org").await;
    validation::look(&world.app, &world.ctx, &id).await.unwrap();
    *eyes.forbidden.lock() = vec!["shop.boutique.org".to_owned()];
    let (begun, asked) = (world.ctx.now, eyes.asked.lock().len());
    world.ctx.now = begun.plus_seconds(28_801);
    let failure = issuance::sign(&world.app, &world.ctx, &id).await.unwrap_err();
    assert_eq!(failure.code, Code::CaaForbids);
    assert!(eyes.asked.lock().len() > asked);
    let wanted = id.clone();
    assert!(world.read(move |register| Ok(register.issuance_for(&wanted)?)).await.is_none(), "no serial");
    // It goes on waiting, and after the time for validation it is closed.
    world.ctx.now = begun.plus_seconds(259_201);
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
    let Stage::Failed { reason, .. } = world.stage(&id).await else { panic!("not closed") };
    assert!(reason.explain().contains("other.example"), "{}", reason.explain());
}

// E5, E7: names whose proof is used again have the same time to have a record removed; it counts from when all was there.
#[tokio::test]
async fn a_forbidden_name_has_its_time_also_where_the_proof_is_used_again() {
    let (mut world, eyes) = begin().await;
    let mut applied = Vec::new();
    for _ in 0..2 {
        let id = bought::bought(&world, 12, 1).await;
        let person = order::ApplicantDraft::Person { mail: "me@shop.org".into() };
        let filled = bought::information(&id, &["*.shop.org"], person);
        order::fill_in(&world.app, &world.ctx, filled).await.unwrap();
        order::submit(&world.app, &world.ctx, &id, None).await.unwrap();
        if let Stage::Validating(..) = world.stage(&id).await {
            validation::look(&world.app, &world.ctx, &id).await.unwrap();
            issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
            world.ctx.now = NOW.plus_days(10);
            *eyes.forbidden.lock() = vec!["shop.org".to_owned()];
        }
        applied.push(id);
    }
    let second = &applied[1];
    for seconds in [0, 259_200] {
        world.ctx.now = NOW.plus_days(10).plus_seconds(seconds);
        let failure = issuance::sign(&world.app, &world.ctx, second).await.unwrap_err();
        assert_eq!(failure.code, Code::CaaForbids);
        assert!(matches!(world.stage(second).await, Stage::Issuing { .. }), "it goes on waiting");
    }
    world.ctx.now = NOW.plus_days(10).plus_seconds(259_201);
    issuance::sign(&world.app, &world.ctx, second).await.unwrap();
    assert!(matches!(world.stage(second).await, Stage::Failed { .. }));
}

#[tokio::test]
async fn a_look_up_that_is_good_is_used_for_issuance() {
    let (mut world, eyes) = begin().await;
    let id = world.apply("shop.boutique.org").await;
    validation::look(&world.app, &world.ctx, &id).await.unwrap();
    let asked = eyes.asked.lock().len();
    world.ctx.now = world.ctx.now.plus_seconds(28_800);
    issuance::sign(&world.app, &world.ctx, &id).await.unwrap();
    assert!(matches!(world.stage(&id).await, Stage::Issued(_)));
    assert_eq!(eyes.asked.lock().len(), asked);
}

/// What one look comes to with these remote perspectives: passed, or the cause's code.
async fn vote(mode: PerspectiveMode, remotes: &[(&'static str, bool, bool)]) -> String {
    let (mut world, eyes) = begin().await;
    let mut settings = world.app.settings.as_ref().clone();
    settings.perspectives = mode;
    world.app.settings = Arc::new(settings);
    *eyes.remotes.lock() = remotes.to_vec();
    let id = world.apply("shop.boutique.org").await;
    validation::look(&world.app, &world.ctx, &id).await.unwrap();
    let looks = world.read(move |register| Ok(register.looks(&id)?)).await;
    assert_eq!(looks[0].corroboration.remotes, remotes.len(), "the record names them");
    match &looks[0].verdict {
        Verdict::Passed => "passed".to_owned(),
        Verdict::NotYet { cause } => cause.code().to_owned(),
    }
}

#[tokio::test]
async fn must_never_19_remote_perspectives_confirm_proof_and_caa() {
    use PerspectiveMode::{Available, Required};
    let (a, b) = ("ARIN", "RIPE NCC");
    let yes = |region| (region, true, true);
    for (mode, remotes, expected) in [
        (Available, vec![], "passed"),
        (Required, vec![], "not-corroborated"),
        (Required, vec![yes(a), yes(a), yes(b)], "not-corroborated"),
        (Required, vec![yes(a), yes(a), yes(b), yes(b)], "passed"),
        // One is hijacked or silent: service goes on.
        (Required, vec![yes(a), yes(a), yes(b), yes(b), (b, false, true)], "passed"),
        (Required, vec![yes(a), yes(a), yes(b), yes(b), (b, true, false)], "passed"),
        // Two of five.
        (Required, vec![yes(a), yes(a), yes(b), (b, false, true), (b, false, true)], "not-corroborated"),
        (Required, vec![yes(a), yes(a), yes(b), (b, true, false), (b, true, false)], "caa"),
        (Required, vec![yes(a), yes(a), yes(a), yes(a), yes(a)], "not-corroborated"),
        (Available, vec![(a, false, true)], "not-corroborated"),
    ] {
        assert_eq!(vote(mode, &remotes).await, expected, "{mode:?} {remotes:?}");
    }
}

#[tokio::test]
async fn must_never_19_votes_of_one_attempt_do_not_count_in_the_next() {
    let (mut world, eyes) = begin().await;
    let mut settings = world.app.settings.as_ref().clone();
    settings.perspectives = PerspectiveMode::Required;
    world.app.settings = Arc::new(settings);
    let id = world.apply("shop.boutique.org").await;
    let remote = |sees| ("ARIN", sees, true);
    let other = |sees| ("APNIC", sees, true);
    // In each attempt other perspectives see it; added up they would be enough.
    for votes in [
        vec![remote(true), remote(true), other(false), other(false)],
        vec![remote(false), remote(false), other(true), other(true)],
    ] {
        *eyes.remotes.lock() = votes;
        validation::look(&world.app, &world.ctx, &id).await.unwrap();
        assert!(matches!(world.stage(&id).await, Stage::Validating(..)));
    }
}
