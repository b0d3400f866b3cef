//! Quota of free certificates: counted under lock, never exceeded.

use crate::samples::{NOW, id};
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::ports::{Scope, StoreError};
use chancery_domain::ids::AccountId;
use chancery_domain::quota::QuotaUse;
use chancery_domain::time::Timestamp;

on_both!(
    uses_in_force_are_counted_up_to_the_cap,
    uses_are_changed_and_kept_once,
    the_accounts_quota_is_never_exceeded,
    the_primary_domains_quota_is_never_exceeded_across_accounts,
);

fn until(account: Timestamp, domain: Timestamp) -> QuotaUse {
    QuotaUse { account_until: account, domain_until: domain }
}

async fn uses_in_force_are_counted_up_to_the_cap(db: Database) {
    db.write(|r| {
        for (number, account, domain, account_until, domain_until) in [
            (1, ACCOUNT, "a.example", 10, 20),
            (2, ACCOUNT, "a.example", 10, 20),
            (3, ACCOUNT, "b.example", 5, 5),
            (4, OTHER, "a.example", 10, 20),
        ] {
            let used = until(NOW.plus_seconds(account_until), NOW.plus_seconds(domain_until));
            r.insert_quota_use(&id(number), account, domain, &used)?;
        }
        Ok(())
    })
    .await;
    for (seconds, cap, by_account, by_domain) in
        [(0, 100, 3, 3), (0, 2, 2, 2), (0, 0, 0, 0), (5, 100, 2, 3), (10, 100, 0, 3), (20, 100, 0, 0)]
    {
        let now = NOW.plus_seconds(seconds);
        let used = db
            .read(move |r| {
                Ok((
                    r.quota_used_by_account(ACCOUNT, now, cap)?,
                    r.quota_used_by_domain("a.example", now, cap)?,
                ))
            })
            .await;
        assert_eq!(used, (by_account, by_domain), "at {seconds} s, cap {cap}");
    }
}

async fn uses_are_changed_and_kept_once(db: Database) {
    let (first, second) = (until(Timestamp::FOREVER, Timestamp::FOREVER), until(NOW, NOW.plus_days(1)));
    let (kept, changed) = (first, second);
    db.write(move |r| {
        assert_eq!(r.quota_use(&id(1))?, None);
        assert!(matches!(r.update_quota_use(&id(1), &kept), Err(StoreError::Broken(_))));
        r.insert_quota_use(&id(1), ACCOUNT, "a.example", &kept)?;
        assert!(matches!(r.insert_quota_use(&id(1), OTHER, "b.example", &kept), Err(StoreError::Taken(_))));
        assert_eq!(r.quota_use(&id(1))?, Some(kept));
        Ok(r.update_quota_use(&id(1), &changed)?)
    })
    .await;
    assert_eq!(db.read(|r| Ok(r.quota_use(&id(1))?)).await, Some(second));
    assert_eq!(db.read(|r| Ok(r.quota_used_by_account(ACCOUNT, NOW, 9)?)).await, 0);
}

/// 48 applications at once from two nodes; returns how many found room below `limit`.
async fn apply_at_once(
    db: &Database,
    limit: u64,
    account_of: impl Fn(u64) -> AccountId,
    domain_lock: bool,
) -> u64 {
    let other = db.another_node().await;
    let mut running = Vec::new();
    for number in 0..48_u64 {
        let store = if number % 2 == 0 { db.store.clone() } else { other.clone() };
        let account = account_of(number);
        running.push(tokio::spawn(async move {
            store
                .write(Scope::Account(account), move |r| {
                    let used = if domain_lock {
                        r.lock_primary_domain("a.example")?;
                        r.quota_used_by_domain("a.example", NOW, limit)?
                    } else {
                        r.quota_used_by_account(account, NOW, limit)?
                    };
                    if used >= limit {
                        return Ok(false);
                    }
                    let used = until(Timestamp::FOREVER, Timestamp::FOREVER);
                    r.insert_quota_use(&id(number), account, "a.example", &used)?;
                    Ok(true)
                })
                .await
                .unwrap()
        }));
    }
    let mut granted = 0;
    for task in running {
        granted += u64::from(task.await.unwrap());
    }
    granted
}

async fn the_accounts_quota_is_never_exceeded(db: Database) {
    assert_eq!(apply_at_once(&db, 20, |_| ACCOUNT, false).await, 20);
    assert_eq!(db.read(|r| Ok(r.quota_used_by_account(ACCOUNT, NOW, 1_000)?)).await, 20);
}

async fn the_primary_domains_quota_is_never_exceeded_across_accounts(db: Database) {
    let account_of = |number| AccountId(AccountId::FIRST.0 + i64::try_from(number % 12).unwrap());
    assert_eq!(apply_at_once(&db, 20, account_of, true).await, 20);
    assert_eq!(db.read(|r| Ok(r.quota_used_by_domain("a.example", NOW, 1_000)?)).await, 20);
}
