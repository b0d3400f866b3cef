//! A list page at ten thousand and at a million certificates, start-up with existing data, idle memory.

use crate::client::Client;
use crate::process::{Server, account};
use crate::report::Report;
use anyhow::{Context, Result};
use chancery_app::ports::{CertificateFiles, Register, Scope, Store};
use chancery_domain::certificate::{Certificate, Origin, Stage, Usage, Validity};
use chancery_domain::ids::{AccountId, CertificateId, ProjectId};
use chancery_domain::issuance::Serial;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::time::Timestamp;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// Pages asked for.
const PAGES: usize = 400;

/// Measures.
pub async fn run(report: &mut Report) -> Result<()> {
    let small = at(report, 10_000).await?;
    let large = at(report, 1_000_000).await?;
    let factor = large.as_secs_f64() / small.as_secs_f64();
    report.goal(
        "list page, 1 million against 10 thousand (medians)",
        &format!("{factor:.2}"),
        "<= 2",
        factor <= 2.0,
    );
    Ok(())
}

/// Fills a register, starts the server on it and times pages; returns the median.
async fn at(report: &mut Report, count: u64) -> Result<Duration> {
    let data = tempfile::tempdir()?;
    let (id, secret) = account(data.path(), "bench")?;
    eprintln!("filling a register with {count} certificates");
    fill(data.path(), count).await?;
    let settings = ["validation.dnssec=off".to_owned()];
    // The very first start makes the authority; it is the second that a restart looks like.
    drop(Server::start(data.path(), &settings).await?);
    let server = Server::start(data.path(), &settings).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let memory = server.memory_mb()?;
    let start = server.first_answer;
    report.goal(
        &format!("start to first answer, {count} certificates"),
        &format!("{} ms", start.as_millis()),
        "< 300 ms",
        start < Duration::from_millis(300),
    );
    report.goal(
        &format!("idle memory, {count} certificates"),
        &format!("{memory:.0} MB"),
        "< 60 MB",
        memory < 60.0,
    );
    let http = reqwest::Client::builder().no_proxy().http1_only().build()?;
    let client = Client::new(&http, server.http, id, secret);
    let mut times = Vec::with_capacity(PAGES);
    for n in 0..PAGES {
        let begun = Instant::now();
        let page = client.call("DescribeCertificates", &json!({"Limit": 20, "Offset": (n % 5) * 20})).await?;
        times.push(begun.elapsed());
        let total = page.get("TotalCount").and_then(Value::as_u64).context("TotalCount")?;
        anyhow::ensure!(total == count, "the list counts {total} of {count}");
    }
    times.sort();
    let median = times[times.len() / 2];
    let p99 = times[times.len() * 99 / 100];
    report.fact(&format!("list page of 20, {count} certificates, median"), &format!("{:.2} ms", ms(median)));
    report.goal(
        &format!("list page of 20, {count} certificates, p99"),
        &format!("{:.2} ms", ms(p99)),
        "< 20 ms",
        ms(p99) < 20.0,
    );
    Ok(median)
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// Fills the register: the first certificate through the store, the others as copies of its rows, since a million
/// units of work would take most of the run and are not what is measured here.
pub async fn fill(data: &Path, count: u64) -> Result<()> {
    let store = Store::new(chancery_store::open("sqlite:", data).await?);
    let seed = certificate();
    let id = seed.id.to_string();
    store
        .write(Scope::Account(AccountId::FIRST), move |register: &mut dyn Register| {
            Ok(register.insert_certificate(&seed, &CertificateFiles::default())?)
        })
        .await
        .map_err(|failure| anyhow::anyhow!(failure.to_string()))?;
    drop(store);
    let database = rusqlite::Connection::open(data.join("chancery.db"))?;
    database.busy_timeout(Duration::from_secs(10))?;
    database.execute_batch("PRAGMA cache_size = -400000; PRAGMA synchronous = OFF; BEGIN;")?;
    let copies = i64::try_from(count)? - 1;
    database.execute(
        "INSERT INTO certificates (id, account, stage, usage, uploaded, project, created_at, ends_at,
                                   fingerprint_sha1, search_text)
         WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?1)
         SELECT printf('%08d', n), account, stage, usage, uploaded, project, created_at + n, ends_at + n,
                printf('%040x', n), replace(search_text, 'host', 'host' || n)
         FROM counted, certificates WHERE id = ?2",
        rusqlite::params![copies, id],
    )?;
    for (table, columns, values) in [
        ("certificate_bodies", "number, body", "c.number, replace(s.body, ?1, c.id)"),
        (
            "certificate_files",
            "number, chain_der, download_allowed",
            "c.number, s.chain_der, s.download_allowed",
        ),
    ] {
        let copy = format!(
            "INSERT INTO {table} ({columns}) SELECT {values} FROM certificates c, {table} s
             WHERE s.number = (SELECT number FROM certificates WHERE id = ?1) AND c.number > s.number"
        );
        database.execute(&copy, [&id])?;
    }
    database.execute("UPDATE certificate_counts SET certificates = certificates + ?1", [copies])?;
    database.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE);")?;
    Ok(())
}

/// The certificate that is copied.
fn certificate() -> Certificate {
    let created_at = Timestamp(1_790_000_000);
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
            not_after: created_at.plus_days(90),
            validated_at: None,
            approved_at: None,
            fingerprint_sha1: format!("{:040x}", 0),
        }),
        created_at,
        changed_at: created_at,
        password_chosen: false,
        key_held: false,
    }
}
