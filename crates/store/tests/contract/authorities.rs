//! The embedded authority's records, their stages, cross-signatures, and the revision that tells of changes.

use crate::samples::NOW;
use crate::support::Database;
use chancery_app::ports::{AuthorityRecord, CrossCertificate, KeyPlace, Scope, StoreError};
use chancery_domain::hierarchy::Stage;
use chancery_domain::key::KeyFamily;

on_both!(
    the_root_comes_first_and_ids_are_unique,
    two_nodes_establishing_at_once_agree,
    a_rotation_is_seen_by_its_revision,
    cross_certificates_give_way_to_fresh_ones,
    keys_in_modules_and_certificates_above_survive
);

fn record(id: &str, brand: &str, family: KeyFamily) -> AuthorityRecord {
    AuthorityRecord {
        id: id.into(),
        line: id.into(),
        brand: brand.into(),
        family,
        stage: Stage::Active,
        parent: (!brand.is_empty()).then(|| "root".into()),
        certificate_der: vec![48, 0, 1],
        above: Vec::new(),
        key: KeyPlace::Sealed(vec![7; 40]),
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
                        let key = KeyPlace::Sealed(vec![key]);
                        r.add_authority(&AuthorityRecord { key, ..record("root", "", KeyFamily::Rsa) })?;
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

async fn a_rotation_is_seen_by_its_revision(db: Database) {
    let write = |step: u8| {
        let store = db.store.clone();
        async move {
            store
                .write(Scope::System, move |r| {
                    match step {
                        0 => r.add_authority(&record("alpha-ecc", "alpha", KeyFamily::Ecc))?,
                        1 => {
                            let line = "alpha-ecc".to_owned();
                            let fresh = record("alpha-ecc-2", "alpha", KeyFamily::Ecc);
                            r.add_authority(&AuthorityRecord { line, ..fresh })?;
                        }
                        _ => r.move_authority("alpha-ecc", Stage::Retired)?,
                    }
                    Ok(())
                })
                .await
                .unwrap();
        }
    };
    let mut last = db.read(|r| Ok(r.authorities_revision()?)).await;
    for step in 0..3 {
        write(step).await;
        let revision = db.read(|r| Ok(r.authorities_revision()?)).await;
        assert!(revision > last, "step {step}");
        last = revision;
    }
    let stages: Vec<(String, String, Stage)> = db
        .read(|r| Ok(r.authorities()?))
        .await
        .into_iter()
        .map(|record| (record.id, record.line, record.stage))
        .collect();
    let expected = [("alpha-ecc", Stage::Retired), ("alpha-ecc-2", Stage::Active)]
        .map(|(id, stage)| (id.to_owned(), "alpha-ecc".to_owned(), stage));
    assert_eq!(stages, expected);
    let missing = db.store.write(Scope::System, |r| Ok(r.move_authority("nobody", Stage::Retired)?)).await;
    assert!(missing.is_err());
}

async fn cross_certificates_give_way_to_fresh_ones(db: Database) {
    let cross = |signed_by: &str, der: u8| CrossCertificate {
        authority: "alpha-ecc".into(),
        signed_by: signed_by.into(),
        certificate_der: vec![der],
        created_at: NOW.plus_seconds(i64::from(der)),
    };
    let (first, other, second) = (cross("old-root", 1), cross("new-root", 2), cross("old-root", 3));
    let wanted = vec![other.clone(), second.clone()];
    let before = db.read(|r| Ok(r.authorities_revision()?)).await;
    db.store
        .write(Scope::System, move |r| {
            for certificate in [&first, &other, &second] {
                r.add_cross_certificate(certificate)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(db.read(|r| Ok(r.cross_certificates()?)).await, wanted);
    assert!(db.read(|r| Ok(r.authorities_revision()?)).await > before);
}

async fn keys_in_modules_and_certificates_above_survive(db: Database) {
    let imported = AuthorityRecord {
        parent: None,
        above: vec![vec![1, 2, 3], vec![4; 300]],
        key: KeyPlace::Module("label of the key".into()),
        ..record("imported", "alpha", KeyFamily::Rsa)
    };
    let kept = imported.clone();
    db.store.write(Scope::System, move |r| Ok(r.add_authority(&kept)?)).await.unwrap();
    assert_eq!(db.read(|r| Ok(r.authorities()?)).await, [imported]);
}
