//! Quotas under the hands of several applicants at once, on two nodes and on both databases: never exceeded by any
//! interleaving, and nothing of them is lost (B1, B2, B3, C3, F1).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code, reason = "each test binary uses its own part")]
#[path = "support/bought.rs"]
mod bought;
mod support;

use chancery_app::benefit::{self, GrantPlaces, GrantPoints};
use chancery_app::certificate::expire;
use chancery_app::ports::Register;
use chancery_app::{App, Code, Ctx, Failure, issuance, order, organization, revocation, validation};
use chancery_domain::certificate::StageKind;
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::policy::Policy;
use chancery_domain::revocation::{By, Reason};
use chancery_domain::time::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use support::counting_house::*;
use support::two_nodes::*;
use support::*;
use tokio::task::JoinHandle;

const DOMAINS: [&str; 3] = ["boutique.org", "bakery.org", "smithy.org"];

/// More than any test applies for.
const ALL: u64 = 1_000;

type Running<T> = Vec<JoinHandle<Result<T, Failure>>>;

/// How many were admitted; the others were refused with this code.
async fn admitted<T>(running: Running<T>, code: Code) -> usize {
    let mut admitted = 0;
    for task in running {
        match task.await.unwrap() {
            Ok(_) => admitted += 1,
            Err(refused) => assert_eq!(refused.code, code, "{refused}"),
        }
    }
    admitted
}

fn apply(app: App, ctx: Ctx, domain: String) -> JoinHandle<Result<CertificateId, Failure>> {
    tokio::spawn(async move { order::apply_free(&app, &ctx, application(&domain)).await })
}

// B1: of 26 applications of one account at once on two nodes 20 are admitted; whoever is refused leaves nothing behind.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_gets_twenty_at_once() {
    on_both(|bank| async move {
        let names = (0..26).map(|n| format!("h{n}.{}", DOMAINS[n % 3]));
        let asked = names.zip(0..).map(|(name, n)| apply(bank.node(n), bank.world.ctx.clone(), name));
        assert_eq!(admitted(asked.collect(), Code::FreeQuotaExhausted).await, 20);
        assert_eq!(bank.world.orders().await, 20);
    })
    .await;
}

// B1: two accounts on two nodes get 20 under one primary domain between them.
#[tokio::test(flavor = "multi_thread")]
async fn a_primary_domain_gets_twenty_at_once() {
    on_both(|bank| async move {
        let asked = (0..26).map(|n| {
            let ctx = if n % 2 == 0 { &bank.world.ctx } else { &bank.other };
            apply(bank.node(n / 2), ctx.clone(), format!("h{n}.boutique.org"))
        });
        assert_eq!(admitted(asked.collect(), Code::PrimaryDomainQuotaExhausted).await, 20);
    })
    .await;
}

// C3: points that reach for three certificates pay for three, from whichever node.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_points_are_spent_once() {
    on_both(|bank| async move {
        let grant = GrantPoints { account: bank.account(), points: 3 * 84 + 83, days: None };
        let package = benefit::grant(&bank.world.app, &bank.world.operator(), grant).await.unwrap();
        let asked = (0..7).map(|n| {
            let (app, ctx, item) = (bank.node(n), bank.world.ctx.clone(), with_points(OV, &[&package]));
            tokio::spawn(async move {
                order::buy(&app, &ctx, order::Buy { items: vec![item], token: None }).await
            })
        });
        assert_eq!(admitted(asked.collect(), Code::PointsInsufficient).await, 3);
        assert_eq!((bank.world.package(&package).await.balance, bank.world.orders().await), (83, 3));
    })
    .await;
}

// F1: of 14 profiles made at once on two nodes ten are made.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_gets_ten_profiles_at_once() {
    on_both(|bank| async move {
        let asked = (0..14).map(|n| {
            let order::ApplicantDraft::Organization(draft) = bought::organization("Boutique") else {
                panic!("an organisation")
            };
            let (app, ctx) = (bank.node(n), bank.world.ctx.clone());
            tokio::spawn(async move { organization::create(&app, &ctx, draft.organization).await })
        });
        assert_eq!(admitted(asked.collect(), Code::OrganizationLimit).await, 10);
        let account = bank.account();
        let present = bank.world.read(move |register| Ok(register.list_organizations(account, 0, 99)?)).await;
        assert_eq!(present.items.len(), 10);
    })
    .await;
}

/// A game on a small quota: four per account, five per primary domain, and a clock that only goes forward.
struct Game {
    bank: &'static Bank,
    policy: Arc<Policy>,
    clock: AtomicI64,
}

impl Game {
    fn new(bank: &'static Bank) -> Self {
        let text = include_str!("../../domain/data/policy.toml")
            .replace("free_per_account = 20", "free_per_account = 4")
            .replace("free_per_primary_domain = 20", "free_per_primary_domain = 5");
        let policy = Arc::new(Policy::parse("small.toml", &text).unwrap());
        assert_eq!((policy.quota.free_per_account, policy.quota.free_per_primary_domain), (4, 5));
        Game { bank, policy, clock: AtomicI64::new(NOW.0) }
    }

    fn node(&self, number: i64) -> App {
        App { policy: self.policy.clone(), ..self.bank.node(number) }
    }

    fn now(&self) -> Timestamp {
        Timestamp(self.clock.load(Ordering::SeqCst))
    }

    /// One of the two accounts, now.
    fn player(&self, number: u64) -> Ctx {
        let ctx = if number.is_multiple_of(2) { &self.bank.world.ctx } else { &self.bank.other };
        Ctx { now: self.now(), ..ctx.clone() }
    }

    /// What counts is within the quota. Asked again when the clock moved meanwhile, because more counts at an earlier time.
    async fn never_exceeded(&self, app: &App, seed: u64) {
        loop {
            let now = self.now();
            for account in self.accounts() {
                let used = counted(app, move |r| Ok(r.quota_used_by_account(account, now, ALL)?)).await;
                let places = counted(app, move |register| {
                    Ok(register.extra_places(account)?.iter().map(|gift| gift.in_force(now)).sum::<i64>())
                });
                let most = 4 + u64::try_from(places.await).unwrap();
                assert!(used <= most || now != self.now(), "seed {seed}: {used} of {most}");
            }
            for domain in DOMAINS {
                let used = counted(app, move |r| Ok(r.quota_used_by_domain(domain, now, ALL)?)).await;
                assert!(used <= 5 || now != self.now(), "seed {seed}: {used} under {domain}");
            }
            if now == self.now() {
                return;
            }
        }
    }

    fn accounts(&self) -> [AccountId; 2] {
        [self.bank.account(), self.bank.other.tenant().unwrap()]
    }

    /// One of the account's steps; what is refused is refused.
    async fn step(&self, player: u64, dice: &mut Dice, own: &mut Vec<CertificateId>) {
        let (app, ctx) = (self.node(dice.below(2)), self.player(player));
        let one = own.get(usize::try_from(dice.below(12)).unwrap()).cloned();
        match (dice.below(16), one) {
            (0..=6, _) | (_, None) => {
                let domain = DOMAINS[usize::try_from(dice.below(3)).unwrap()];
                let name = format!("h{}.{domain}", dice.below(1_000));
                if let Ok(id) = order::apply_free(&app, &ctx, application(&name)).await {
                    own.insert(0, id);
                }
            }
            (7 | 8, Some(id)) => drop(order::cancel(&app, &ctx, &id, order::Cancel::Order).await),
            (9..=11, Some(id)) => {
                drop(validation::look(&app, &ctx, &id).await);
                drop(issuance::sign(&app, &ctx, &id).await);
            }
            (12 | 13, Some(id)) => drop(revoke(&app, &ctx, &id).await),
            (14, _) => {
                let wanted =
                    GrantPlaces { account: ctx.tenant().unwrap(), places: dice.below(2) + 1, days: None };
                // More than the policy lets staff give is refused.
                drop(benefit::grant_places(&app, &self.bank.world.operator(), wanted).await);
            }
            _ => {
                self.clock.fetch_add(86_400 * dice.below(60), Ordering::SeqCst);
                drop(expire(&app, &self.player(player)).await);
            }
        }
    }
}

async fn revoke(app: &App, ctx: &Ctx, id: &CertificateId) -> Result<(), Failure> {
    let serial = revocation::serial_of(app, id).await?;
    revocation::revoke(app, ctx, &serial, Reason::Superseded, By::Subscriber(ctx.tenant()?)).await
}

async fn counted<T: Send + 'static>(
    app: &App,
    count: impl Fn(&mut dyn Register) -> Result<T, Failure> + Send + 'static,
) -> T {
    app.store.read(count).await.unwrap()
}

// B1, B2, B3: applying, cancelling, issuing, revoking, expiring and gifts of places in any interleaving on two nodes: no
// quota is ever exceeded; what ended no longer counts, what has not ended does.
#[tokio::test(flavor = "multi_thread")]
async fn no_interleaving_exceeds_or_leaks_the_quota() {
    on_both(|bank| async move {
        let seed = seed();
        eprintln!("seed {seed}");
        let game: &'static Game = Box::leak(Box::new(Game::new(bank)));
        let mut running = Vec::new();
        for player in 0..6_u64 {
            running.push(tokio::spawn(async move {
                let mut dice = Dice::new(seed, player);
                let mut own = Vec::new();
                for _ in 0..20 {
                    game.step(player, &mut dice, &mut own).await;
                    game.never_exceeded(&game.node(dice.below(2)), seed).await;
                }
                own.into_iter().map(|id| (player, id)).collect::<Vec<_>>()
            }));
        }
        let mut all = Vec::new();
        for task in running {
            all.extend(task.await.unwrap());
        }
        let (app, now) = (game.node(1), game.now());
        while expire(&app, &game.player(0)).await.unwrap() {}
        // What is counted is what is there: cancelled and failed ones count nowhere, revoked ones only for the domain.
        for account in game.accounts() {
            let used = counted(&app, move |r| Ok(r.quota_used_by_account(account, now, ALL)?)).await;
            let mut present = 0;
            for (player, id) in &all {
                let stage = bank.world.certificate(id).await.stage.kind();
                let lives = matches!(stage, StageKind::Validating | StageKind::Issuing | StageKind::Issued);
                present += u64::from(game.player(*player).tenant().unwrap() == account && lives);
            }
            assert_eq!(used, present, "seed {seed}");
        }
        // After everything was given up nothing counts for the accounts, and after a year nothing for the domains.
        let mut revoked = 0;
        for (player, id) in &all {
            let ctx = game.player(*player);
            drop(order::cancel(&app, &ctx, id, order::Cancel::Order).await);
            issuance::sign(&app, &ctx, id).await.unwrap();
            drop(revoke(&app, &ctx, id).await);
            revoked += u64::from(bank.world.certificate(id).await.stage.kind() == StageKind::Revoked);
        }
        for account in game.accounts() {
            let used = counted(&app, move |r| Ok(r.quota_used_by_account(account, now, ALL)?)).await;
            assert_eq!(used, 0, "seed {seed}");
        }
        let mut by_domain = [0; 2];
        for (sum, at) in by_domain.iter_mut().zip([now, now.plus_days(400)]) {
            for domain in DOMAINS {
                *sum += counted(&app, move |r| Ok(r.quota_used_by_domain(domain, at, ALL)?)).await;
            }
        }
        assert!(by_domain[0] <= revoked && by_domain[1] == 0, "seed {seed}: {by_domain:?} {revoked}");
    })
    .await;
}
