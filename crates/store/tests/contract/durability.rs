//! kill -9 at any moment loses nothing that was answered and leaves nothing half done.

use crate::support::{ACCOUNT, Database};
use chancery_app::ports::{CertificateFilter, TaskKind};
use chancery_domain::ids::CertificateId;
use std::collections::HashSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

on_both!(a_killed_writer_loses_nothing_it_answered);

const KILLS: u64 = 20;
const LONGEST_LIFE_MS: u64 = 120;

async fn a_killed_writer_loses_nothing_it_answered(db: Database) {
    let mut answered = HashSet::new();
    for round in 0..KILLS {
        let lived = Duration::from_millis(RandomState::new().build_hasher().finish() % LONGEST_LIFE_MS);
        answered.extend(write_until_killed(&db, round * 100_000, lived).await);
        // Opening again recovers what the killed process left.
        let store = db.another_node().await;
        let filter = CertificateFilter { limit: u64::MAX, ..CertificateFilter::default() };
        let (page, lines, head, tasks) = store
            .read(move |r| {
                let page = r.list_certificates(ACCOUNT, &filter)?;
                let lines = r.log_lines(ACCOUNT, 0, u64::MAX)?;
                let mut tasks = 0;
                for certificate in &page.items {
                    tasks +=
                        usize::from(r.task(TaskKind::SignCertificate, certificate.id.as_str())?.is_some());
                }
                Ok((page, lines, r.log_head(ACCOUNT)?, tasks))
            })
            .await
            .unwrap();
        let there: HashSet<CertificateId> = page.items.iter().map(|c| c.id.clone()).collect();
        let lost: Vec<&CertificateId> = answered.difference(&there).collect();
        assert!(lost.is_empty(), "answered but gone after kill {round}: {lost:?}");
        // Each unit wrote a certificate, its count, its task and its line; all or none of them are there.
        assert_eq!(page.total, u64::try_from(there.len()).unwrap());
        assert_eq!(tasks, there.len());
        let logged: HashSet<CertificateId> =
            lines.iter().filter_map(|l| l.entry.certificate.clone()).collect();
        assert_eq!(logged, there);
        assert_eq!(head.0, i64::try_from(lines.len()).unwrap());
    }
    assert!(u64::try_from(answered.len()).unwrap() >= KILLS, "each writer answered before it was killed");
}

/// Starts a writer, waits for its first answer, lets it live a while longer, and kills it.
async fn write_until_killed(db: &Database, first: u64, lived: Duration) -> Vec<CertificateId> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_durable-writer"))
        .args([db.url.as_str(), &db.dir.display().to_string(), &first.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the writer starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let began = tokio::task::spawn_blocking(move || {
        let line = lines.next().expect("an answer").expect("text");
        (line, lines)
    });
    let (line, lines) = began.await.unwrap();
    let rest = tokio::task::spawn_blocking(move || lines.map_while(Result::ok).collect::<Vec<String>>());
    tokio::time::sleep(lived).await;
    child.kill().expect("killed");
    child.wait().expect("ended");
    let rest = rest.await.unwrap();
    // The last line may be cut off by the kill.
    std::iter::once(line).chain(rest).filter_map(|line| line.parse().ok()).collect()
}
