//! The nightly round over a million certificates of two thousand tenants of which one in a hundred is due: what the standing
//! tasks of the register do, in this process, on durable SQLite. What each part made is counted afterwards.

use crate::due::{self, Due, PRICE};
use crate::process::own_cpu;
use crate::report::Report;
use crate::tenants::{self, DUE_AT, Database, Group, words};
use crate::world;
use anyhow::Result;
use chancery_app::ctx::Ctx;
use chancery_app::money::{self, TopUp};
use chancery_app::ports::{Register, Scope};
use chancery_app::{App, certificate, renewal};
use chancery_domain::actor::Actor;
use chancery_domain::ids::AccountId;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::ledger::Part;
use chancery_domain::money::Cents;
use chancery_domain::operation_log::Operation;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// Certificates in all, those of the first account, and those that are due.
const ALL: i64 = 1_000_000;
const FIRST: i64 = 500_000;
const DUE: i64 = 10_000;

/// Tenants.
const ACCOUNTS: i64 = 2_000;

/// Certificates are put in in so many turns, in each some that are due.
const TURNS: i64 = 250;

/// CPU time of the whole round at most.
const GOAL: Duration = Duration::from_secs(10);

/// Measures.
pub async fn run(report: &mut Report) -> Result<()> {
    let data = tempfile::tempdir()?;
    let app = world::open(data.path()).await?;
    let ctx = Ctx { now: DUE_AT, ..world::ctx() };
    eprintln!("filling a register with a million certificates");
    fill(&app, &ctx, data.path()).await?;
    let before = Counts::read(data.path())?;

    let (start, begun) = (own_cpu()?, Instant::now());
    while certificate::expire(&app, &ctx).await.map_err(words)? {}
    let ended = Took::done(start, begun)?;
    let (cpu, begun) = (own_cpu()?, Instant::now());
    while renewal::continue_terms(&app, &ctx).await.map_err(words)? {}
    let continued = Took::done(cpu, begun)?;
    let (cpu, begun) = (own_cpu()?, Instant::now());
    while renewal::renew_by_itself(&app, &ctx).await.map_err(words)? {}
    let renewed = Took::done(cpu, begun)?;
    let (cpu, begun) = (own_cpu()?, Instant::now());
    while renewal::remind_of_ends(&app, &ctx).await.map_err(words)? {}
    let reminded = Took::done(cpu, begun)?;
    let spent = own_cpu()? - start;

    let made = check(&app, &before, &Counts::read(data.path())?).await?;
    for (part, made) in [ended, continued, renewed, reminded].into_iter().zip(made) {
        report.fact(
            &format!("nightly round, {made}: CPU, time"),
            &format!("{:.1} s, {:.1} s", part.cpu.as_secs_f64(), part.time.as_secs_f64()),
        );
    }
    for (algorithm, keys) in [(KeyAlgorithm::P256, 200), (KeyAlgorithm::Rsa2048, 20)] {
        let before = own_cpu()?;
        for _ in 0..keys {
            due::files(&app, algorithm)?;
        }
        let each = (own_cpu()? - before).as_secs_f64() * 1_000.0 / f64::from(keys);
        report.fact(&format!("a key with CSR, sealed, {algorithm}: CPU"), &format!("{each:.2} ms"));
    }
    report.goal(
        "nightly round, 1 million of which 1 % are due, CPU",
        &format!("{:.1} s", spent.as_secs_f64()),
        "< 10 s",
        spent < GOAL,
    );
    Ok(())
}

/// What one part of the round took.
struct Took {
    cpu: Duration,
    time: Duration,
}

impl Took {
    fn done(cpu: Duration, begun: Instant) -> Result<Self> {
        Ok(Took { cpu: own_cpu()? - cpu, time: begun.elapsed() })
    }
}

/// A million certificates, their reminders to come, and the money for the renewals.
async fn fill(app: &App, ctx: &Ctx, data: &Path) -> Result<()> {
    let database = Database::Sqlite(data.to_owned());
    let others = ACCOUNTS - 1;
    let groups = [
        Group { first: AccountId::FIRST, accounts: 1, certificates: FIRST - DUE / 2 },
        Group {
            first: AccountId(AccountId::FIRST.0 + 1),
            accounts: others,
            certificates: ALL - FIRST - DUE / 2,
        },
    ];
    let files = due::files(app, KeyAlgorithm::P256)?;
    let put_in = async |turn: i64| {
        let share = DUE / TURNS;
        due::put_in(app, &ctx.entropy, &files, turn * share..(turn + 1) * share, ACCOUNTS).await
    };
    tenants::fill_around(&database, &groups, TURNS, put_in).await?;
    database
        .run(
            &format!("INSERT INTO dues (certificate, concern, account, due_at)
             SELECT id, 'reminder', account, ends_at - 2505600 FROM certificates WHERE ends_at - 2505600 > {}", DUE_AT.0),
        )
        .await?;
    let make = move |register: &mut dyn Register| {
        for n in 0..ACCOUNTS {
            register.new_account(&format!("tenant {n}"), DUE_AT)?;
        }
        Ok(())
    };
    app.store.write(Scope::System, make).await.map_err(words)?;
    let operator = Ctx { actor: Actor::operator(), ..ctx.clone() };
    for n in 0..ACCOUNTS {
        let cash = if n == 0 { PRICE * DUE } else { PRICE * 10 };
        let account = AccountId(AccountId::FIRST.0 + n);
        let wanted = TopUp { account, part: Part { cash: Cents(cash), gift: Cents(0) }, reference: None };
        money::top_up(app, &operator, wanted).await.map_err(words)?;
    }
    Ok(())
}

/// What the register holds.
struct Counts {
    stages: BTreeMap<String, i64>,
    relations: BTreeMap<String, i64>,
    lines: BTreeMap<String, i64>,
    payments: i64,
    keys: i64,
    quota: i64,
    due: i64,
}

impl Counts {
    fn read(data: &Path) -> Result<Self> {
        let database = Connection::open(data.join("chancery.db"))?;
        let one = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0));
        let by = |sql: &str| {
            let mut statement = database.prepare(sql)?;
            let rows =
                statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
            rows.collect::<rusqlite::Result<BTreeMap<_, _>>>()
        };
        Ok(Counts {
            stages: by("SELECT stage, COUNT(*) FROM certificates GROUP BY stage")?,
            relations: by("SELECT relation, COUNT(*) FROM certificate_relations GROUP BY relation")?,
            lines: by("SELECT json_extract(body, '$.operation'), COUNT(*) FROM operation_log GROUP BY 1")?,
            payments: one("SELECT COUNT(*) FROM payments")?,
            keys: one("SELECT COUNT(*) FROM public_keys")?,
            quota: one(&format!("SELECT COUNT(*) FROM quota_uses WHERE account_until > {}", DUE_AT.0))?,
            due: one(&format!("SELECT COUNT(*) FROM dues WHERE due_at <= {}", DUE_AT.0))?,
        })
    }

    fn line(&self, operation: Operation) -> i64 {
        self.lines.get(&format!("{operation:?}")).copied().unwrap_or(0)
    }
}

/// What the round was to make is there: certificates in their stages, payments, keys, lines of the operation log, books that
/// balance. Words for the report.
async fn check(app: &App, before: &Counts, after: &Counts) -> Result<[String; 4]> {
    let of = |kinds: &[Due]| kinds.iter().map(|kind| due::of(*kind, DUE)).sum::<i64>();
    let ended = of(&[Due::FreeEnd, Due::UploadEnd]);
    let (proved, unproved) = (of(&[Due::NextProved]), of(&[Due::NextUnproved]));
    let (renewed, reminded) = (of(&[Due::Renewal]), of(&[Due::Reminder, Due::UploadReminder]));
    let number = |of: &BTreeMap<String, i64>, key: &str| of.get(key).copied().unwrap_or(0);
    let grown = |what: &str| number(&after.stages, what) - number(&before.stages, what);
    for (what, found, wanted) in [
        ("expired", grown("expired"), ended),
        ("issuing", grown("issuing"), proved),
        ("validating", grown("validating"), unproved + renewed),
        ("continuations", number(&after.relations, "continuation"), proved + unproved),
        ("renewals", number(&after.relations, "renewal"), renewed),
        ("payments", after.payments - before.payments, renewed),
        ("keys", after.keys - before.keys, proved + unproved + renewed),
        ("lines of ends", after.line(Operation::Expired), ended),
        ("lines of terms continued", after.line(Operation::TermContinued), proved + unproved),
        ("lines of renewals", after.line(Operation::Renewed), renewed),
        ("lines of payments", after.line(Operation::Paid), renewed),
        ("lines of reminders", after.line(Operation::ExpiryReminded), reminded),
        ("renewals given up", after.line(Operation::AutomaticRenewalEnded), 0),
        ("free places still taken", after.quota, 0),
        ("left due", after.due, 0),
    ] {
        anyhow::ensure!(found == wanted, "{what}: {found} instead of {wanted}");
    }
    let books = money::check_ledger(app).await.map_err(words)?;
    anyhow::ensure!(books.is_sound(), "the books do not balance: {:?}", books.faults);
    let paid = books.sums.iter().map(|(book, cents)| format!("{book:?} {cents}")).collect::<Vec<_>>();
    eprintln!("books: {}", paid.join(", "));
    Ok([
        format!("{ended} ended"),
        format!("{} continued, {proved} proved before", proved + unproved),
        format!("{renewed} renewed and paid"),
        format!("{reminded} reminded"),
    ])
}
