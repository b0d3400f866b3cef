//! A fresh database for each test: a SQLite file, or a PostgreSQL database.

use chancery_app::Failure;
use chancery_app::ports::{Backend, Register, Scope, Store};
use chancery_domain::ids::AccountId;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio_postgres::NoTls;

/// Runs each of the functions on both databases.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { crate::support::on_sqlite(super::$name); })*
        }
        mod postgres {
            $(#[test] fn $name() { crate::support::on_postgres(super::$name); })*
        }
    };
}

/// The database of one test.
#[derive(Clone)]
pub struct Database {
    pub store: Store,
    pub url: String,
    pub dir: PathBuf,
}

pub const ACCOUNT: AccountId = AccountId(100_000_000_001);
pub const OTHER: AccountId = AccountId(100_000_000_002);

impl Database {
    async fn open(url: String, dir: PathBuf) -> Self {
        let store = Store::new(chancery_store::open(&url, &dir).await.expect("opened"));
        Database { store, url, dir }
    }

    /// Another node on the same database.
    pub async fn another_node(&self) -> Store {
        Store::new(self.backend().await)
    }

    /// The same, with units that may be sent again.
    pub async fn backend(&self) -> Arc<dyn Backend> {
        chancery_store::open(&self.url, &self.dir).await.expect("opened again")
    }

    /// Runs SQL beside the store.
    pub async fn raw(&self, sql: &str) {
        if self.url.starts_with("postgres") {
            administer(&self.url, sql).await;
        } else {
            rusqlite::Connection::open(self.dir.join("chancery.db")).unwrap().execute_batch(sql).unwrap();
        }
    }

    /// Writes for [`ACCOUNT`].
    pub async fn write<T, F>(&self, unit: F) -> T
    where
        T: Send + 'static,
        F: Fn(&mut dyn Register) -> Result<T, Failure> + Send + 'static,
    {
        self.store.write(Scope::Account(ACCOUNT), unit).await.expect("written")
    }

    pub async fn read<T, F>(&self, unit: F) -> T
    where
        T: Send + 'static,
        F: Fn(&mut dyn Register) -> Result<T, Failure> + Send + 'static,
    {
        self.store.read(unit).await.expect("read")
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("runtime")
}

pub fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Database) -> F) {
    let dir = TempDir::new().expect("directory");
    let path = dir.path().to_owned();
    runtime().block_on(async { test(Database::open("sqlite:".into(), path).await).await });
}

pub fn on_postgres<F: Future<Output = ()>>(test: impl FnOnce(Database) -> F) {
    let server = server();
    let name = database_name();
    let url = with_database(&server, &name);
    runtime().block_on(async {
        administer(&server, &format!("CREATE DATABASE {name}")).await;
        test(Database::open(url, PathBuf::new()).await).await;
        administer(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    });
}

/// Runs a statement on the server, outside of any test's database.
pub async fn administer(server: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(server, NoTls).await.expect("PostgreSQL answers");
    let connection = tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    drop(client);
    let _ = connection.await;
}

pub fn server() -> String {
    std::env::var("CHANCERY_TEST_POSTGRES").expect(
        "CHANCERY_TEST_POSTGRES must name a PostgreSQL server where tests may create databases; run ./dev test, \
         which starts one",
    )
}

/// Names do not repeat: a test that failed leaves its database behind.
fn database_name() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let started = TempDir::new().expect("directory");
    let chance = started.path().file_name().unwrap().to_string_lossy().replace('.', "").to_lowercase();
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("chancery_test_{}_{number}_{chance}", std::process::id())
}

fn with_database(server: &str, name: &str) -> String {
    let (address, options) =
        server.split_once('?').map_or((server, String::new()), |(a, o)| (a, format!("?{o}")));
    let authority = address.find("://").expect("a URL") + 3;
    let end = address[authority..].find('/').map_or(address.len(), |slash| authority + slash);
    format!("{}/{name}{options}", &address[..end])
}
