//! The embedded authority's records.

use crate::samples::NOW;
use crate::support::Database;
use chancery_app::ports::{AuthorityRecord, Scope, StoreError};
use chancery_domain::key::KeyFamily;

on_both!(the_root_comes_first_and_ids_are_unique, two_nodes_establishing_at_once_agree);

fn record(id: &str, brand: &str, family: KeyFamily) -> AuthorityRecord {
    AuthorityRecord {
        id: id.into(),
        brand: brand.into(),
        family,
        certificate_der: vec![48, 0, 1],
        sealed_key: vec![7; 40],
        created_at: NOW,
    }
}

async fn the_root_comes_first_and_ids_are_unique(db: Database) {
    let records = [
        record("root", "", KeyFamily::Rsa),
        record("alpha-ecc", "alpha", KeyFamily::Ecc),
        record("alpha-rsa", "alpha", KeyFamily::Rsa),
    ];
    let mut backwards = records.to_vec();
    backwards.reverse();
    db.store
        .write(Scope::System, move |r| {
            for record in &backwards {
                r.add_authority(record)?;
            }
            assert!(matches!(
                r.add_authority(&record("root", "x", KeyFamily::Ecc)),
                Err(StoreError::Taken(_))
            ));
            Ok(())
        })
        .await
        .unwrap();
    let found = db.read(|r| Ok(r.authorities()?)).await;
    assert_eq!(found, records);
    assert!(!format!("{found:?}").contains("7, 7"), "sealed bytes are not shown");
}

async fn two_nodes_establishing_at_once_agree(db: Database) {
    let other = db.another_node().await;
    let establish = |store: chancery_app::ports::Store, key: u8| {
        tokio::spawn(async move {
            store
                .write(Scope::System, move |r| {
                    if r.authorities()?.is_empty() {
                        let made =
                            AuthorityRecord { sealed_key: vec![key], ..record("root", "", KeyFamily::Rsa) };
                        r.add_authority(&made)?;
                    }
                    Ok(r.authorities()?)
                })
                .await
                .unwrap()
        })
    };
    let (first, second) = (establish(db.store.clone(), 1), establish(other, 2));
    assert_eq!(first.await.unwrap(), second.await.unwrap());
}
