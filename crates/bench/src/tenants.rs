//! A register with a million certificates of many tenants: the first through the store, the others as copies of its rows,
//! since a million units of work would take most of the run and are not what is measured here.

use anyhow::{Context, Result, anyhow};
use chancery_app::Failure;
use chancery_app::ports::{CertificateFiles, Register, Scope, Store};
use chancery_domain::certificate::{Certificate, Origin, Stage, Usage, Validity};
use chancery_domain::ids::{AccountId, CertificateId, ProjectId};
use chancery_domain::issuance::Serial;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::time::Timestamp;
use std::path::PathBuf;
use std::time::Duration;
use tokio_postgres::NoTls;

/// Where the register is.
#[derive(Clone)]
pub enum Database {
    /// `chancery.db` in this folder.
    Sqlite(PathBuf),
    /// A database of a PostgreSQL server.
    Postgres(String),
}

/// Accounts with numbers that follow each other, and how many certificates they have together.
pub struct Group {
    pub first: AccountId,
    pub accounts: i64,
    pub certificates: i64,
}

/// Certificates of all accounts are put in side by side, in so many turns if nothing else is said.
const TURNS: i64 = 20;

/// Lifetime of the copies, in seconds.
const ENDS_AFTER: i64 = 90 * 86_400;

/// How the fingerprints of copies end.
const COPIED: &str = "c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0";

/// When the first certificate was put in.
pub const CREATED_AT: Timestamp = Timestamp(1_790_000_000);

/// A moment soon after.
pub const DUE_AT: Timestamp = Timestamp(CREATED_AT.0 + 2 * 86_400);

impl Database {
    /// Opens it as the service does.
    pub async fn open(&self) -> Result<Store> {
        let (url, folder) = match self {
            Database::Sqlite(folder) => ("sqlite:", folder.clone()),
            Database::Postgres(url) => (url.as_str(), PathBuf::new()),
        };
        Ok(Store::new(chancery_store::open(url, &folder).await?))
    }

    /// As the configuration names it.
    pub fn setting(&self) -> String {
        match self {
            Database::Sqlite(_) => "database.url=sqlite:".to_owned(),
            Database::Postgres(url) => format!("database.url={url}"),
        }
    }

    /// Runs statements beside the store.
    pub async fn run(&self, sql: &str) -> Result<()> {
        match self {
            Database::Sqlite(folder) => {
                let database = rusqlite::Connection::open(folder.join("chancery.db"))?;
                database.busy_timeout(Duration::from_secs(10))?;
                database.execute_batch("PRAGMA cache_size = -400000; PRAGMA synchronous = OFF; BEGIN;")?;
                database.execute_batch(sql)?;
                database.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE);")?;
            }
            Database::Postgres(url) => {
                let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
                let connection = tokio::spawn(connection);
                client.batch_execute(sql).await?;
                drop(client);
                connection.await??;
            }
        }
        Ok(())
    }

    /// Eight letters or digits of a number.
    fn hex(&self, number: &str) -> String {
        match self {
            Database::Sqlite(_) => format!("printf('%08x', {number})"),
            Database::Postgres(_) => format!("lpad(to_hex({number}), 8, '0')"),
        }
    }
}

/// Fills the register.
pub async fn fill(database: &Database, groups: &[Group]) -> Result<()> {
    fill_around(database, groups, TURNS, async |_| Ok(())).await
}

/// Fills the register in so many turns. `between` is called after each with its number, so that what it puts in stands
/// between the others, as it does in a register that has grown.
pub async fn fill_around(
    database: &Database,
    groups: &[Group],
    turns: i64,
    mut between: impl AsyncFnMut(i64) -> Result<()>,
) -> Result<()> {
    let store = database.open().await?;
    let seed = certificate();
    let id = seed.id.to_string();
    let account = groups.first().context("no groups")?.first;
    let seed = Certificate { account, ..seed };
    let insert = move |register: &mut dyn Register| {
        Ok(register.insert_certificate(&seed, &CertificateFiles::default())?)
    };
    store.write(Scope::Account(account), insert).await.map_err(words)?;
    let mut next = 1;
    for turn in 0..turns {
        let mut sql = String::new();
        for group in groups {
            let share = group.certificates * (turn + 1) / turns - group.certificates * turn / turns;
            sql.push_str(&certificates(database, group, next, share, &id));
            next += share;
        }
        database.run(&sql).await?;
        between(turn).await?;
    }
    database.run(&rest(&id, account)).await?;
    if let Database::Postgres(_) = database {
        database.run("ANALYZE").await?;
    }
    Ok(())
}

/// Packs the search texts as the service's standing task does. Returns how many.
pub async fn pack(store: &Store) -> Result<u64> {
    let mut packed = 0;
    loop {
        let due = store.read(|register| Ok(register.accounts_to_pack(512, 100)?)).await.map_err(words)?;
        if due.is_empty() {
            return Ok(packed);
        }
        for account in due {
            let pack = move |register: &mut dyn Register| Ok(register.pack_search_texts(account)?);
            packed += store.write(Scope::Account(account), pack).await.map_err(words)?;
        }
    }
}

pub fn words(failure: Failure) -> anyhow::Error {
    anyhow!(failure.to_string())
}

/// `share` certificates of a group's accounts in turn, the first of them the `next`th of all.
fn certificates(database: &Database, group: &Group, next: i64, share: i64, seed: &str) -> String {
    let id = database.hex("n * 2654435761 % 4294967296");
    let fingerprint = database.hex("n % 4294967296");
    format!(
        "INSERT INTO certificates (id, account, stage, usage, uploaded, project, created_at, ends_at,
                                   fingerprint_sha1, search_text)
         WITH RECURSIVE counted(n) AS (
           SELECT CAST({next} AS BIGINT) UNION ALL SELECT n + 1 FROM counted WHERE n < {next} + {share} - 1)
         SELECT {id}, {first} + n % {accounts}, stage, usage, uploaded, project, created_at + n / 100,
                created_at + {ENDS_AFTER} + n / 100,
                {fingerprint} || '{COPIED}',
                {id} || '
host' || CAST(n AS TEXT) || '.shop' || CAST(n % 5000 AS TEXT) || '.org
'
         FROM counted, certificates WHERE id = '{seed}';\n",
        first = group.first.0,
        accounts = group.accounts,
    )
}

/// What belongs to the certificates.
fn rest(seed: &str, account: AccountId) -> String {
    let of_seed = format!(
        "s.number = (SELECT number FROM certificates WHERE id = '{seed}') AND c.number > s.number
         AND c.fingerprint_sha1 LIKE '%{COPIED}'"
    );
    // The name stands in the search text between its two line feeds.
    let name = "replace(replace(c.search_text, c.id, ''), '\n', '')";
    format!(
        "INSERT INTO certificate_bodies (number, body)
         SELECT c.number, replace(replace(replace(replace(replace(s.body, '{seed}', c.id), 'host.shop.org', {name}),
                '{not_after}', CAST(c.ends_at AS TEXT)), '\"created_at\":{created_at}', '\"created_at\":' || CAST(c.created_at AS TEXT)),
                '\"account\":{account}', '\"account\":' || CAST(c.account AS TEXT))
         FROM certificates c, certificate_bodies s WHERE {of_seed};
         INSERT INTO certificate_files (number, chain_der, download_allowed)
         SELECT c.number, s.chain_der, s.download_allowed FROM certificates c, certificate_files s WHERE {of_seed};
         INSERT INTO search_loose (account, number, packed)
         SELECT c.account, c.number, 0 FROM certificates c, search_loose s WHERE {of_seed};
         DELETE FROM certificate_counts;
         INSERT INTO certificate_counts (account, stage, usage, uploaded, certificates)
         SELECT account, stage, usage, uploaded, COUNT(*) FROM certificates GROUP BY account, stage, usage, uploaded;",
        not_after = CREATED_AT.0 + ENDS_AFTER,
        created_at = CREATED_AT.0,
        account = account.0,
    )
}

/// The certificate that is copied.
fn certificate() -> Certificate {
    let created_at = CREATED_AT;
    let domain = "host.shop.org".to_owned();
    Certificate {
        id: CertificateId::from_chance(b"seedcert"),
        account: AccountId::FIRST,
        origin: Origin::Uploaded { issuer: "Elsewhere".into(), purpose: Vec::new(), notes: Vec::new() },
        usage: Usage::Server,
        names: vec![domain.clone()],
        domain,
        algorithm: Some(KeyAlgorithm::P256),
        algorithm_text: KeyAlgorithm::P256.to_string(),
        alias: String::new(),
        project: ProjectId(0),
        tags: Vec::new(),
        stage: Stage::Issued(Validity {
            serial: Serial::from_bytes(&[7; 16]),
            not_before: created_at,
            not_after: created_at.plus_seconds(ENDS_AFTER),
            validated_at: None,
            approved_at: None,
            fingerprint_sha1: format!("{:040x}", 0),
        }),
        created_at,
        changed_at: created_at,
        password_chosen: false,
        key_held: false,
        notices_ignored: false,
    }
}
