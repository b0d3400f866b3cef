//! Lists and searches over the cloud API at a million certificates of two thousand tenants, on both databases (N1): an
//! account with 600,000 of them, one with 100,000, ten with 10,000 and two thousand with 100.

use crate::client::Client;
use crate::process::{Server, account_with, own_cpu};
use crate::report::Report;
use crate::tenants::{self, Database, Group};
use anyhow::{Context, Result};
use chancery_domain::ids::AccountId;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// Requests of each kind per account.
const REQUESTS: u32 = 200;

/// Longest p99.
const GOAL: Duration = Duration::from_millis(20);

/// Names a server on which databases may be made.
const POSTGRES: &str = "CHANCERY_TEST_POSTGRES";

/// Measures on SQLite.
pub async fn sqlite(report: &mut Report) -> Result<()> {
    let data = tempfile::tempdir()?;
    on(report, "SQLite", data.path(), &Database::Sqlite(data.path().to_owned())).await
}

/// Measures on PostgreSQL where a server is named.
pub async fn postgres(report: &mut Report) -> Result<()> {
    let Ok(server) = std::env::var(POSTGRES) else {
        report.fact("lists and searches on PostgreSQL", &format!("no {POSTGRES}"));
        return Ok(());
    };
    let (base, _) = server.rsplit_once('/').context("the server's URL")?;
    let name = format!("chancery_bench_{}", std::process::id());
    let beside = Database::Postgres(server.clone());
    beside.run(&format!("CREATE DATABASE {name}")).await?;
    let data = tempfile::tempdir()?;
    let measured = on(report, "PostgreSQL", data.path(), &Database::Postgres(format!("{base}/{name}"))).await;
    beside.run(&format!("DROP DATABASE {name} WITH (FORCE)")).await?;
    measured
}

async fn on(report: &mut Report, what: &str, data: &Path, database: &Database) -> Result<()> {
    let settings = [
        database.setting(),
        "validation.dnssec=off".to_owned(),
        "limits.requests_per_second=1000000".to_owned(),
        "limits.burst=1000000".to_owned(),
    ];
    let mut keys = Vec::new();
    for name in ["large", "middle", "small", "tiny"] {
        keys.push(account_with(data, name, &settings)?);
    }
    let at = |offset: i64| AccountId(AccountId::FIRST.0 + offset);
    let groups = [
        Group { first: at(0), accounts: 1, certificates: 600_000 },
        Group { first: at(1), accounts: 1, certificates: 100_000 },
        Group { first: at(2), accounts: 1, certificates: 10_000 },
        Group { first: at(3), accounts: 1, certificates: 100 },
        Group { first: at(1_000), accounts: 9, certificates: 90_000 },
        Group { first: at(2_000), accounts: 1_999, certificates: 199_900 },
    ];
    eprintln!("filling {what} with a million certificates");
    tenants::fill(database, &groups).await?;
    let store = database.open().await?;
    let before = own_cpu()?;
    let packed = tenants::pack(&store).await?;
    let cost = (own_cpu()? - before).as_secs_f64() * 1_000_000.0 / packed as f64;
    drop(store);
    if let Database::Postgres(_) = database {
        // A million rows went at once; the server's own round would clear them away within minutes.
        database.run("VACUUM ANALYZE").await?;
        // Nor are their pages to be written out while requests are measured.
        database.run("CHECKPOINT").await?;
    }
    report.fact(&format!("{what}: packing a search text, own CPU"), &format!("{cost:.1} us"));
    let server = Server::start(data, &settings).await?;
    let start = server.settle().await?;
    report.fact(
        &format!("{what}: CPU of the start, not in what follows"),
        &format!("{:.1} s", start.as_secs_f64()),
    );
    let http = reqwest::Client::builder().no_proxy().http1_only().build()?;
    for ((key, secret), (count, name)) in
        keys.into_iter().zip([(600_001, "600,000"), (100_000, "100,000"), (10_000, "10,000"), (100, "100")])
    {
        let client = Client::new(&http, server.http, key, secret);
        let before = server.cpu()?;
        let mut lists = Vec::new();
        let mut searches = Vec::new();
        let mut everything = Vec::new();
        for n in 0..REQUESTS {
            for (parameters, total) in pages(n) {
                lists.push(timed(&client, &parameters, total.then_some(count)).await?);
            }
            for text in texts(&client, n).await? {
                searches.push(timed(&client, &json!({"SearchKey": text, "Limit": 20}), None).await?);
            }
            everything.push(timed(&client, &json!({"SearchKey": "host", "Limit": 20}), Some(count)).await?);
        }
        // Finding the texts to search for is a list, too.
        let requests = lists.len() + searches.len() + everything.len() + REQUESTS as usize;
        let cpu = (server.cpu()? - before).as_secs_f64() * 1_000.0 / requests as f64;
        report.fact(&format!("{what}, account with {name}: server CPU per request"), &format!("{cpu:.2} ms"));
        tell(report, &format!("{what}, account with {name}: list"), lists);
        tell(report, &format!("{what}, account with {name}: search"), searches);
        tell(report, &format!("{what}, account with {name}: text in all"), everything);
    }
    report.fact(&format!("{what}: server memory afterwards"), &format!("{:.0} MB", server.memory_mb()?));
    Ok(())
}

/// Pages of lists, and whether each counts the whole account.
fn pages(n: u32) -> [(Value, bool); 4] {
    [
        (json!({"Limit": 20, "Offset": n % 5 * 20}), true),
        (json!({"Limit": 100}), true),
        (json!({"Limit": 20, "CertificateStatus": [1], "Offset": n % 5 * 20}), true),
        (json!({"Limit": 20, "CertificateStatus": [0, 1], "ExpirationSort": "ASC"}), true),
    ]
}

/// Texts to search for: an id, its part in capitals, a whole name, a part of a name, a domain, and what nothing has.
async fn texts(client: &Client, n: u32) -> Result<[String; 6]> {
    let page = client.call("DescribeCertificates", &json!({"Limit": 1, "Offset": n % 100})).await?;
    let of = |member: &str| page.pointer(&format!("/Certificates/0/{member}")).and_then(Value::as_str);
    let (id, name) = (of("CertificateId").context("CertificateId")?, of("Domain").context("Domain")?);
    let (host, domain) = name.split_once('.').context("a name with a dot")?;
    Ok([
        id.to_owned(),
        id.chars().skip(2).take(5).collect::<String>().to_uppercase(),
        name.to_owned(),
        host.to_owned(),
        domain.to_owned(),
        format!("nothing-{n}"),
    ])
}

async fn timed(client: &Client, parameters: &Value, total: Option<u64>) -> Result<Duration> {
    let begun = Instant::now();
    let page = client.call("DescribeCertificates", parameters).await?;
    let took = begun.elapsed();
    let counted = page.get("TotalCount").and_then(Value::as_u64).context("TotalCount")?;
    anyhow::ensure!(
        total.is_none_or(|total| total == counted),
        "{parameters}: {counted} instead of {total:?}"
    );
    Ok(took)
}

fn tell(report: &mut Report, what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default();
    let (median, p99) = (at(50), at(99));
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    report.goal(
        &format!("{what}, p50 / p99"),
        &format!("{:.2} / {:.2} ms", ms(median), ms(p99)),
        "p99 < 20 ms",
        p99 < GOAL,
    );
}
