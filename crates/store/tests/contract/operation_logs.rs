//! The operation log: a chain per account that never forks.

use crate::samples::{NOW, id};
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::Failure;
use chancery_app::ports::{Register, Scope, StoreError};
use chancery_domain::ids::AccountId;
use chancery_domain::operation_log::{Entry, GENESIS, Line, Operation, preimage};

on_both!(
    lines_follow_each_other_and_are_listed_latest_first,
    a_line_that_does_not_follow_the_head_is_refused,
    chains_do_not_fork_under_the_accounts_lock,
    chains_do_not_fork_without_it_either,
);

/// Stands in for SHA-256; the register does not look into hashes.
fn hash(bytes: &[u8]) -> String {
    let sum = bytes.iter().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    format!("{sum:064x}")
}

fn next(account: AccountId, head: (i64, String), seconds: i64) -> Line {
    let entry = Entry {
        at: NOW.plus_seconds(seconds),
        account,
        actor: "--".into(),
        source: (seconds % 2 == 0).then(|| "192.0.2.1".into()),
        operation: Operation::Issued,
        certificate: Some(id(1)),
        detail: format!("detail \u{0} {seconds}"),
        request: "r".into(),
    };
    let position = head.0 + 1;
    let hash = hash(&preimage(position, &entry, &head.1));
    Line { position, entry, previous: head.1, hash }
}

fn append(register: &mut dyn Register, account: AccountId, seconds: i64) -> Result<Line, StoreError> {
    let line = next(account, register.log_head(account)?, seconds);
    register.append_line(&line)?;
    Ok(line)
}

async fn lines_follow_each_other_and_are_listed_latest_first(db: Database) {
    assert_eq!(db.read(|r| Ok(r.log_head(ACCOUNT)?)).await, (0, GENESIS.to_owned()));
    let lines = db
        .write(|r| {
            append(r, OTHER, 0)?;
            let mut lines = Vec::new();
            for seconds in [1, 2, 2, 5] {
                lines.push(append(r, ACCOUNT, seconds)?);
            }
            Ok(lines)
        })
        .await;
    let [one, two, three, four] = lines.try_into().unwrap();
    assert_eq!(db.read(|r| Ok(r.log_head(ACCOUNT)?)).await, (4, four.hash.clone()));
    let chain = db.read(|r| Ok(r.log_lines(ACCOUNT, 0, 3)?)).await;
    assert_eq!(chain, [one.clone(), two.clone(), three.clone()]);
    assert_eq!(db.read(|r| Ok(r.log_lines(ACCOUNT, 3, 9)?)).await, std::slice::from_ref(&four));
    let (from, to) = (NOW.plus_seconds(2), NOW.plus_seconds(5));
    let page = db.read(move |r| Ok(r.list_log(ACCOUNT, from, to, 0, 2)?)).await;
    assert_eq!((page.items, page.total), (vec![four, three], 3));
    let page = db.read(move |r| Ok(r.list_log(ACCOUNT, from, to, 2, 2)?)).await;
    assert_eq!((page.items, page.total), (vec![two], 3));
    let page = db.read(move |r| Ok(r.list_log(ACCOUNT, NOW, NOW.plus_seconds(1), 0, 9)?)).await;
    assert_eq!((page.items, page.total), (vec![one], 1));
}

// N2: nothing is put between or in place of lines.
async fn a_line_that_does_not_follow_the_head_is_refused(db: Database) {
    db.write(|r| {
        append(r, ACCOUNT, 0)?;
        let head = r.log_head(ACCOUNT)?;
        for wrong in
            [(0, GENESIS.to_owned()), (1, GENESIS.to_owned()), (2, head.1.clone()), (7, head.1.clone())]
        {
            let line = next(ACCOUNT, wrong, 1);
            assert!(matches!(r.append_line(&line), Err(StoreError::Taken(_))), "{line:?}");
        }
        assert_eq!(r.log_head(ACCOUNT)?, head);
        Ok(append(r, ACCOUNT, 2)?)
    })
    .await;
    assert_eq!(db.read(|r| Ok(r.log_lines(ACCOUNT, 0, 9)?.len())).await, 2);
}

async fn append_at_once(db: &Database, scope: Scope) -> usize {
    let other = db.another_node().await;
    let mut running = Vec::new();
    for number in 0..64 {
        let store = if number % 2 == 0 { db.store.clone() } else { other.clone() };
        running.push(tokio::spawn(async move {
            store
                .write(scope, move |r| match append(r, ACCOUNT, number) {
                    Ok(_) => Ok(true),
                    Err(StoreError::Taken(_)) => Ok(false),
                    Err(error) => Err(Failure::from(error)),
                })
                .await
                .unwrap()
        }));
    }
    let mut appended = 0;
    for task in running {
        appended += usize::from(task.await.unwrap());
    }
    let lines = db.read(|r| Ok(r.log_lines(ACCOUNT, 0, 1_000)?)).await;
    let (mut position, mut previous) = (0, GENESIS.to_owned());
    for line in &lines {
        assert_eq!((line.position, &line.previous), (position + 1, &previous));
        assert_eq!(line.hash, hash(&preimage(line.position, &line.entry, &line.previous)));
        (position, previous) = (line.position, line.hash.clone());
    }
    assert_eq!(db.read(|r| Ok(r.log_head(ACCOUNT)?)).await, (position, previous));
    assert_eq!(lines.len(), appended);
    appended
}

async fn chains_do_not_fork_under_the_accounts_lock(db: Database) {
    assert_eq!(append_at_once(&db, Scope::Account(ACCOUNT)).await, 64);
}

async fn chains_do_not_fork_without_it_either(db: Database) {
    assert!(append_at_once(&db, Scope::Unguarded).await >= 1);
}
