//! Results of batch deletions.

use crate::samples::{NOW, id};
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::ports::{DeletionOutcome, DeletionRecord};
use chancery_domain::ids::AccountId;

on_both!(results_are_found_by_task_and_account, the_first_result_stays);

fn record(task: &str, account: AccountId, number: u64, outcome: DeletionOutcome) -> DeletionRecord {
    let error = if outcome == DeletionOutcome::Done { "" } else { "it is issued" };
    DeletionRecord {
        task: task.into(),
        account,
        certificate: id(number),
        outcome,
        error: error.into(),
        domains: vec!["a.example".into(), "*.b.example".into()],
        at: NOW,
    }
}

async fn results_are_found_by_task_and_account(db: Database) {
    let records = [
        record("t1", ACCOUNT, 2, DeletionOutcome::Done),
        record("t1", ACCOUNT, 1, DeletionOutcome::Refused),
        record("t2", ACCOUNT, 1, DeletionOutcome::Done),
        record("t3", OTHER, 3, DeletionOutcome::Done),
    ];
    let kept = records.clone();
    db.write(move |r| {
        for record in &kept {
            r.insert_deletion(record)?;
        }
        Ok(())
    })
    .await;
    let tasks = ["t2", "t1", "t3", "none"].map(str::to_owned);
    let found = db.read(move |r| Ok(r.deletions(ACCOUNT, &tasks)?)).await;
    let [first, second, third, _] = records;
    assert_eq!(found, [third, first, second]);
    assert!(db.read(|r| Ok(r.deletions(ACCOUNT, &[])?)).await.is_empty());
}

async fn the_first_result_stays(db: Database) {
    db.write(|r| {
        r.insert_deletion(&record("t", ACCOUNT, 1, DeletionOutcome::Done))?;
        Ok(r.insert_deletion(&record("t", ACCOUNT, 1, DeletionOutcome::Refused))?)
    })
    .await;
    let found = db.read(|r| Ok(r.deletions(ACCOUNT, &["t".to_owned()])?)).await;
    assert_eq!(found, [record("t", ACCOUNT, 1, DeletionOutcome::Done)]);
}
