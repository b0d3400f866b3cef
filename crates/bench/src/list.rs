//! A list page at ten thousand and at a million certificates, start-up with existing data, idle memory.

use crate::client::Client;
use crate::process::{Server, account};
use crate::report::Report;
use crate::tenants::{self, Database, Group};
use anyhow::{Context, Result};
use chancery_domain::ids::AccountId;
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

/// Fills the register for one account: the first certificate through the store, the others as copies of its rows.
pub async fn fill(data: &Path, count: u64) -> Result<()> {
    let database = Database::Sqlite(data.to_owned());
    let group = Group { first: AccountId::FIRST, accounts: 1, certificates: i64::try_from(count)? - 1 };
    tenants::fill(&database, &[group]).await?;
    // As in a register that came to this size by itself: the service does not begin with a million texts to pack.
    tenants::pack(&database.open().await?).await.map(drop)
}
