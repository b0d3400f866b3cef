//! The nightly round over a million certificates of two thousand tenants of which one in a hundred is due: what the standing
//! tasks of the register do, in this process, on durable SQLite.

use crate::process::own_cpu;
use crate::report::Report;
use crate::tenants::{self, DUE_AT, Database, Group, words};
use crate::world;
use anyhow::Result;
use chancery_app::ctx::Ctx;
use chancery_app::ports::Concern;
use chancery_domain::ids::AccountId;
use std::time::{Duration, Instant};

/// One in so many is due.
const DUE_EVERY: i64 = 100;

/// CPU time of the whole round at most.
const GOAL: Duration = Duration::from_secs(10);

/// Measures.
pub async fn run(report: &mut Report) -> Result<()> {
    let data = tempfile::tempdir()?;
    let database = Database::Sqlite(data.path().to_owned());
    drop(database.open().await?);
    eprintln!("filling a register with a million certificates");
    let groups = [
        Group { first: AccountId::FIRST, accounts: 1, certificates: 500_000 },
        Group { first: AccountId(AccountId::FIRST.0 + 1), accounts: 1_999, certificates: 500_000 },
    ];
    tenants::fill(&database, &groups, DUE_EVERY).await?;
    // What the service does by itself is noted per certificate. Here it is noted for those that end, and found to be over:
    // no key is made and nothing is bought in these figures.
    for concern in [Concern::Continuation, Concern::AutomaticRenewal] {
        let note = format!(
            "INSERT INTO dues (certificate, concern, account, due_at)
             SELECT id, '{}', account, ends_at FROM certificates WHERE ends_at < {}",
            concern.code(),
            DUE_AT.0
        );
        database.run(&note).await?;
    }
    let app = world::open(data.path()).await?;
    let ctx = Ctx { now: DUE_AT, ..world::ctx() };
    let (start, begun) = (own_cpu()?, Instant::now());
    while chancery_app::certificate::expire(&app, &ctx).await.map_err(words)? {}
    tell(report, "10,000 end", start, begun)?;
    let (before, begun) = (own_cpu()?, Instant::now());
    while chancery_app::renewal::continue_terms(&app, &ctx).await.map_err(words)? {}
    tell(report, "10,000 continuations due", before, begun)?;
    let (before, begun) = (own_cpu()?, Instant::now());
    while chancery_app::renewal::renew_by_itself(&app, &ctx).await.map_err(words)? {}
    tell(report, "10,000 renewals due", before, begun)?;
    let spent = own_cpu()? - start;
    let left = app
        .store
        .read(move |register| Ok(register.certificates_to_expire(DUE_AT, 1)?.len()))
        .await
        .map_err(words)?;
    anyhow::ensure!(left == 0, "certificates that ended were left");
    report.goal(
        "nightly round, 1 million of which 1 % are due, CPU",
        &format!("{:.1} s", spent.as_secs_f64()),
        "< 10 s",
        spent < GOAL,
    );
    Ok(())
}

fn tell(report: &mut Report, what: &str, before: Duration, begun: Instant) -> Result<()> {
    let spent = (own_cpu()? - before).as_secs_f64();
    let took = begun.elapsed().as_secs_f64();
    report.fact(&format!("nightly round, {what}: CPU, time"), &format!("{spent:.1} s, {took:.1} s"));
    Ok(())
}
