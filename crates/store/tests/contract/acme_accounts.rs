//! ACME accounts and external account bindings.

use crate::samples::NOW;
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::ports::{Binding, Scope, StoreError};
use chancery_domain::acme::{AcmeAccount, AcmeAccountId, AcmeAccountStage};

on_both!(
    a_key_names_its_account,
    of_two_accounts_with_one_key_at_once_one_is_there,
    a_changed_key_is_found_and_the_old_one_is_not,
    a_binding_is_used_once,
    of_many_at_once_one_uses_a_binding,
    there_is_one_default_tenant,
);

pub fn account(chance: u8, thumbprint: &str) -> AcmeAccount {
    AcmeAccount {
        id: AcmeAccountId::from_chance(NOW, &[chance; 16]),
        tenant: ACCOUNT,
        jwk: "{\"kty\":\"EC\"}".into(),
        thumbprint: thumbprint.into(),
        spki_sha256: "ab".repeat(32),
        contacts: vec!["mailto:admin@shop.org".into()],
        terms_agreed: true,
        stage: AcmeAccountStage::Valid,
        eab_kid: None,
        created_at: NOW,
    }
}

async fn a_key_names_its_account(db: Database) {
    let (one, again) = (account(1, "t1"), account(2, "t1"));
    let sample = one.clone();
    let seen = db
        .write(move |r| {
            r.insert_acme_account(&one)?;
            let taken = r.insert_acme_account(&again).unwrap_err();
            let same_id = r.insert_acme_account(&AcmeAccount { thumbprint: "t2".into(), ..one.clone() });
            Ok((taken, same_id.unwrap_err(), r.acme_account(&one.id)?, r.acme_account_of_key("t1")?))
        })
        .await;
    assert!(matches!(seen.0, StoreError::Taken(_)) && matches!(seen.1, StoreError::Taken(_)));
    assert_eq!((seen.2, seen.3), (Some(sample.clone()), Some(sample)));
    assert_eq!(db.read(|r| Ok(r.acme_account_of_key("t2")?)).await, None);
}

async fn of_two_accounts_with_one_key_at_once_one_is_there(db: Database) {
    let other = db.another_node().await;
    let mut running = Vec::new();
    for number in 0..16u8 {
        let (store, scope) = if number % 2 == 0 {
            (db.store.clone(), Scope::Account(ACCOUNT))
        } else {
            (other.clone(), Scope::Account(OTHER))
        };
        running.push(tokio::spawn(async move {
            let insert = move |r: &mut dyn chancery_app::ports::Register| {
                Ok(r.insert_acme_account(&account(number, "shared")).is_ok())
            };
            store.write(scope, insert).await.unwrap()
        }));
    }
    let mut made = 0;
    for task in running {
        made += u32::from(task.await.unwrap());
    }
    assert_eq!(made, 1);
}

async fn a_changed_key_is_found_and_the_old_one_is_not(db: Database) {
    let changed = AcmeAccount { thumbprint: "new".into(), ..account(1, "old") };
    let expected = changed.clone();
    db.write(move |r| {
        r.insert_acme_account(&account(1, "old"))?;
        Ok(r.update_acme_account(&changed)?)
    })
    .await;
    let seen = db.read(|r| Ok((r.acme_account_of_key("old")?, r.acme_account_of_key("new")?))).await;
    assert_eq!(seen, (None, Some(expected)));
    // Nobody takes another's key.
    let thief = AcmeAccount { thumbprint: "new".into(), ..account(2, "mine") };
    let insert = move |r: &mut dyn chancery_app::ports::Register| {
        r.insert_acme_account(&account(2, "mine"))?;
        Ok(r.update_acme_account(&thief)?)
    };
    assert!(db.store.write(Scope::Account(ACCOUNT), insert).await.is_err());
    assert_eq!(db.read(|r| Ok(r.acme_account_of_key("mine")?)).await, None);
}

fn binding(kid: &str) -> Binding {
    Binding {
        kid: kid.into(),
        tenant: ACCOUNT,
        sealed_hmac: vec![7; 40],
        created_at: NOW,
        disabled_at: None,
        used_by: None,
    }
}

async fn a_binding_is_used_once(db: Database) {
    let (first, second) = (account(1, "a").id, account(2, "b").id);
    let user = first.clone();
    let seen = db
        .write(move |r| {
            r.insert_binding(&binding("k1"))?;
            r.insert_binding(&binding("k2"))?;
            assert!(matches!(r.insert_binding(&binding("k1")), Err(StoreError::Taken(_))));
            let used = (r.use_binding("k1", &first)?, r.use_binding("k1", &second)?);
            let disabled = (r.disable_binding("k2", NOW)?, r.disable_binding("nobody's", NOW)?);
            let later = r.use_binding("k2", &second)?;
            Ok((used, disabled, later, r.use_binding("nobody's", &second)?, r.bindings(ACCOUNT)?))
        })
        .await;
    assert_eq!((seen.0, seen.1, seen.2, seen.3), ((true, false), (true, false), false, false));
    let used = Binding { used_by: Some(user), ..binding("k1") };
    let disabled = Binding { disabled_at: Some(NOW), ..binding("k2") };
    assert_eq!(seen.4, [used.clone(), disabled]);
    assert_eq!(db.read(|r| Ok(r.binding("k1")?)).await, Some(used));
    assert!(db.read(|r| Ok(r.bindings(OTHER)?)).await.is_empty());
}

async fn of_many_at_once_one_uses_a_binding(db: Database) {
    let other = db.another_node().await;
    db.write(|r| Ok(r.insert_binding(&binding("k"))?)).await;
    let mut running = Vec::new();
    for number in 0..16u8 {
        let store = if number % 2 == 0 { db.store.clone() } else { other.clone() };
        running.push(tokio::spawn(async move {
            let id = account(number, "t").id;
            store.write(Scope::Unguarded, move |r| Ok(r.use_binding("k", &id)?)).await.unwrap()
        }));
    }
    let mut used = 0;
    for task in running {
        used += u32::from(task.await.unwrap());
    }
    assert_eq!(used, 1);
}

async fn there_is_one_default_tenant(db: Database) {
    let seen = db
        .write(|r| {
            let before = r.default_acme_tenant()?;
            r.set_default_acme_tenant(ACCOUNT)?;
            Ok((before, r.set_default_acme_tenant(OTHER).is_err(), r.default_acme_tenant()?))
        })
        .await;
    assert_eq!(seen, (None, true, Some(ACCOUNT)));
}
