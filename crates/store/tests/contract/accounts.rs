//! Accounts and their keys.

use crate::samples::NOW;
use crate::support::Database;
use chancery_app::ports::{ApiKey, Scope, StoreError};
use chancery_domain::ids::{AccountId, SecretId};

on_both!(
    numbers_count_up_from_the_first,
    keys_are_kept_with_their_sealed_secret,
    a_second_key_with_the_same_id_is_refused_and_the_unit_may_go_on,
    accounts_made_at_the_same_time_have_different_numbers,
);

fn key(id: &str, account: AccountId) -> ApiKey {
    ApiKey {
        id: SecretId(id.into()),
        account,
        sealed_secret: vec![0, 1, 2, 255],
        created_at: NOW,
        disabled_at: None,
    }
}

async fn numbers_count_up_from_the_first(db: Database) {
    let made = db
        .store
        .write(Scope::System, |r| Ok((r.new_account("one", NOW)?, r.new_account("two \u{4f8b}", NOW)?)))
        .await
        .unwrap();
    assert_eq!((made.0.id, made.1.id), (AccountId::FIRST, AccountId(AccountId::FIRST.0 + 1)));
    let (all, second) =
        db.read(move |r| Ok((r.accounts()?, r.account(AccountId(AccountId::FIRST.0 + 1))?))).await;
    assert_eq!(all, [made.0, made.1.clone()]);
    assert_eq!(second, Some(made.1));
    assert_eq!(db.read(|r| Ok(r.account(AccountId(1))?)).await, None);
}

async fn keys_are_kept_with_their_sealed_secret(db: Database) {
    let kept = db
        .store
        .write(Scope::System, |r| {
            let account = r.new_account("one", NOW)?.id;
            let off = ApiKey { disabled_at: Some(NOW), ..key("B", account) };
            r.add_key(&key("A", account))?;
            r.add_key(&off)?;
            Ok([key("A", account), off])
        })
        .await
        .unwrap();
    for expected in kept {
        let id = expected.id.clone();
        assert_eq!(db.read(move |r| Ok(r.key(&id)?)).await, Some(expected));
    }
    // A zero byte in an id that someone sends finds nothing and breaks nothing.
    assert_eq!(db.read(|r| Ok(r.key(&SecretId("A\0".into()))?)).await, None);
}

async fn a_second_key_with_the_same_id_is_refused_and_the_unit_may_go_on(db: Database) {
    db.store
        .write(Scope::System, |r| {
            let account = r.new_account("one", NOW)?.id;
            r.add_key(&key("A", account))?;
            assert!(matches!(r.add_key(&key("A", account)), Err(StoreError::Taken(_))));
            r.add_key(&key("B", account))?;
            Ok(())
        })
        .await
        .unwrap();
    assert!(db.read(|r| Ok(r.key(&SecretId("B".into()))?)).await.is_some());
}

async fn accounts_made_at_the_same_time_have_different_numbers(db: Database) {
    let other = db.another_node().await;
    let mut running = Vec::new();
    for number in 0..20 {
        let store = if number % 2 == 0 { db.store.clone() } else { other.clone() };
        running.push(tokio::spawn(async move {
            store.write(Scope::System, |r| Ok(r.new_account("x", NOW)?.id)).await.unwrap()
        }));
    }
    let mut numbers = Vec::new();
    for task in running {
        numbers.push(task.await.unwrap().0);
    }
    numbers.sort_unstable();
    let first = AccountId::FIRST.0;
    assert_eq!(numbers, (first..first + 20).collect::<Vec<_>>());
}
