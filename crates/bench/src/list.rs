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

/// Certificates written in one unit of work.
const BATCH: u64 = 5_000;

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
    let server = Server::start(data.path(), &["validation.dnssec=off".to_owned()]).await?;
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

/// Writes certificates as uploads would, through the store.
async fn fill(data: &Path, count: u64) -> Result<()> {
    let store = Store::new(chancery_store::open("sqlite:", data).await?);
    let mut from = 0;
    while from < count {
        let to = (from + BATCH).min(count);
        store
            .write(Scope::Account(AccountId::FIRST), move |register: &mut dyn Register| {
                for n in from..to {
                    register.insert_certificate(&certificate(n), &CertificateFiles::default())?;
                }
                Ok(())
            })
            .await
            .map_err(|failure| anyhow::anyhow!(failure.to_string()))?;
        from = to;
    }
    Ok(())
}

fn certificate(n: u64) -> Certificate {
    let created_at = Timestamp(1_790_000_000 + i64::try_from(n).unwrap_or(0));
    let domain = format!("host{n}.shop{}.org", n / 20);
    let mut bytes = [0_u8; 8];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::try_from(n / 62_u64.pow(u32::try_from(place).unwrap_or(0)) % 62).unwrap_or(0);
    }
    Certificate {
        id: CertificateId::from_chance(&bytes),
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
            serial: Serial::from_bytes(&n.to_be_bytes()),
            not_before: created_at,
            not_after: created_at.plus_days(90),
            validated_at: None,
            fingerprint_sha1: format!("{n:040x}"),
        }),
        created_at,
        changed_at: created_at,
        password_chosen: false,
        key_held: false,
    }
}
