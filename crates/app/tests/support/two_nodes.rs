//! Two nodes on one register, on each of the databases, for what several do at once.

use super::{World, world};
use chancery_app::money::check_ledger;
use chancery_app::ports::Store;
use chancery_app::{App, Ctx, account, operation_log};
use chancery_domain::actor::{Actor, Role};
use chancery_domain::ids::{AccountId, SecretId};
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};

/// A world on one of the databases, with a second node and a second account.
pub struct Bank {
    pub world: World,
    pub other_node: App,
    pub other: Ctx,
    /// The URL of a database to drop.
    postgres: Option<(String, String)>,
}

/// Runs a test on SQLite and on PostgreSQL (`CHANCERY_TEST_POSTGRES`).
pub async fn on_both<F: Future<Output = ()>>(test: impl Fn(&'static Bank) -> F) {
    for postgres in [false, true] {
        let mut bank = bank(postgres).await;
        let database = bank.postgres.take();
        // The spenders of a test run as tasks of their own.
        let bank: &'static Bank = Box::leak(Box::new(bank));
        test(bank).await;
        let checked = check_ledger(&bank.world.app).await.unwrap();
        assert!(checked.is_sound(), "{checked:?}");
        for verified in operation_log::verify_all(&bank.world.app).await.unwrap() {
            assert_eq!(verified.fault, None);
        }
        if let Some((server, name)) = database {
            sql(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

async fn bank(postgres: bool) -> Bank {
    let mut world = world().await;
    let mut other_app = world.app.clone();
    let mut database = None;
    if postgres {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let server = std::env::var("CHANCERY_TEST_POSTGRES").expect("CHANCERY_TEST_POSTGRES names a server");
        let chance = hex::encode(chancery_pki::chance::bytes::<6>().unwrap());
        let name = format!("chancery_nodes_{}_{chance}", NEXT.fetch_add(1, Ordering::Relaxed));
        sql(&server, &format!("CREATE DATABASE {name}"));
        let (address, options) =
            server.split_once('?').map_or((server.as_str(), String::new()), |(a, o)| (a, format!("?{o}")));
        let base = address.rsplit_once('/').filter(|(base, _)| base.contains("://") && !base.ends_with('/'));
        let url = format!("{}/{name}{options}", base.map_or(address, |(base, _)| base));
        let nowhere = std::path::Path::new("");
        world.app.store = Store::new(chancery_store::open(&url, nowhere).await.unwrap());
        other_app.store = Store::new(chancery_store::open(&url, nowhere).await.unwrap());
        database = Some((server, name));
        let made = account::create(&world.app, &operator(&world), "tenant").await.unwrap();
        world.account = made.account;
        world.ctx.actor = tenant(made.account, made.secret_id);
    }
    let made = account::create(&world.app, &operator(&world), "other").await.unwrap();
    let other = Ctx { actor: tenant(made.account, made.secret_id), ..world.ctx.clone() };
    Bank { world, other_node: other_app, other, postgres: database }
}

fn sql(server: &str, statement: &str) {
    let done = std::process::Command::new("psql").args(["--quiet", server, "-c", statement]).status();
    assert!(done.expect("psql runs").success(), "{statement}");
}

pub fn operator(world: &World) -> Ctx {
    Ctx { actor: Actor::operator(), ..world.ctx.clone() }
}

fn tenant(account: AccountId, key: SecretId) -> Actor {
    Actor { role: Role::Tenant { account, key }, source: None }
}

impl Bank {
    pub fn account(&self) -> AccountId {
        self.world.account
    }

    /// One of the two nodes.
    pub fn node(&self, number: i64) -> App {
        if number % 2 == 0 { self.world.app.clone() } else { self.other_node.clone() }
    }
}

/// Random numbers that a seed repeats, for interleavings.
pub struct Dice(u64);

impl Dice {
    /// One player's dice of a game.
    pub fn new(seed: u64, player: u64) -> Self {
        Dice(seed ^ (player << 32))
    }

    /// A number below the bound.
    pub fn below(&mut self, bound: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % bound).unwrap()
    }
}

/// A seed that a failing run prints.
pub fn seed() -> u64 {
    u64::from_le_bytes(chancery_pki::chance::bytes::<8>().unwrap())
}
