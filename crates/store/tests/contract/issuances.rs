//! Serials: recorded once, for one certificate, for ever.

use crate::samples::{NOW, certificate, files, id};
use crate::support::Database;
use chancery_app::ports::{Scope, StoreError};
use chancery_domain::issuance::{Issuance, Serial};

on_both!(
    records_come_back_and_keep_the_first_signed_certificate,
    what_a_precertificate_was_signed_from_stays,
    a_serial_and_a_certificate_are_recorded_once,
    records_outlive_their_certificate,
    one_serial_at_once_is_recorded_once,
);

fn issuance(serial: u8, certificate: Option<u64>) -> Issuance {
    Issuance {
        serial: Serial::from_bytes(&[serial, 0, 255]),
        issuer: "alpha-ecc".into(),
        certificate: certificate.map(id),
        profile: "dv".into(),
        spki_sha256: format!("{serial:064x}"),
        shard: Some(3),
        to_be_signed: vec![48, 130, 1, 0],
        precertificate: None,
        timestamps: None,
        not_before: NOW,
        not_after: NOW.plus_days(90),
        recorded_at: NOW,
        signed: None,
    }
}

async fn records_come_back_and_keep_the_first_signed_certificate(db: Database) {
    let serial = issuance(1, Some(1)).serial;
    db.write(|r| Ok(r.record_issuance(&issuance(1, Some(1)))?)).await;
    assert_eq!(db.read(|r| Ok(r.issuance_for(&id(1))?)).await, Some(issuance(1, Some(1))));
    let wanted = serial.clone();
    db.write(move |r| {
        for (first, kept) in [(true, None), (false, Some(b"first".to_vec()))] {
            let der: &[u8] = if first { b"first" } else { b"second" };
            assert_eq!(r.keep_signed(&wanted, der)?, kept);
            assert_eq!(r.keep_precertificate(&wanted, der)?, kept);
            assert_eq!(r.keep_timestamps(&wanted, der)?, kept);
        }
        Ok(())
    })
    .await;
    let kept = db.read(move |r| Ok(r.issuance(&serial)?)).await;
    let first = Some(b"first".to_vec());
    let expected = Issuance {
        // The certificate holds them; it was kept before there was a precertificate.
        to_be_signed: Vec::new(),
        signed: first.clone(),
        precertificate: first.clone(),
        timestamps: first,
        ..issuance(1, Some(1))
    };
    assert_eq!(kept, Some(expected));
    let unknown = issuance(9, None).serial;
    let (none, refused) = db.write(move |r| Ok((r.issuance(&unknown)?, r.keep_signed(&unknown, b"x")))).await;
    assert_eq!(none, None);
    assert!(matches!(refused, Err(StoreError::Broken(_))));
}

async fn what_a_precertificate_was_signed_from_stays(db: Database) {
    let serial = issuance(5, Some(5)).serial;
    let kept = db
        .write(move |r| {
            r.record_issuance(&issuance(5, Some(5)))?;
            r.keep_precertificate(&serial, b"poisoned")?;
            r.keep_signed(&serial, b"final")?;
            Ok(r.issuance(&serial)?)
        })
        .await;
    assert_eq!(kept.map(|kept| kept.to_be_signed), Some(issuance(5, Some(5)).to_be_signed));
}

async fn a_serial_and_a_certificate_are_recorded_once(db: Database) {
    db.write(|r| {
        r.record_issuance(&issuance(1, Some(1)))?;
        for again in [issuance(1, Some(1)), issuance(1, Some(2)), issuance(1, None), issuance(2, Some(1))] {
            assert!(matches!(r.record_issuance(&again), Err(StoreError::Taken(_))), "{again:?}");
        }
        // The service's own certificates have no id, and may be many.
        r.record_issuance(&issuance(3, None))?;
        Ok(r.record_issuance(&issuance(4, None))?)
    })
    .await;
    assert_eq!(db.read(|r| Ok(r.issuance_for(&id(1))?)).await, Some(issuance(1, Some(1))));
    assert_eq!(db.read(|r| Ok(r.issuance_for(&id(2))?)).await, None);
}

async fn records_outlive_their_certificate(db: Database) {
    db.write(|r| {
        r.insert_certificate(&certificate(1), &files())?;
        r.record_issuance(&issuance(1, Some(1)))?;
        Ok(r.delete_certificate(&id(1))?)
    })
    .await;
    assert_eq!(db.read(|r| Ok(r.issuance_for(&id(1))?)).await, Some(issuance(1, Some(1))));
}

async fn one_serial_at_once_is_recorded_once(db: Database) {
    let other = db.another_node().await;
    let mut running = Vec::new();
    for number in 0..20_u64 {
        let store = if number % 2 == 0 { db.store.clone() } else { other.clone() };
        running.push(tokio::spawn(async move {
            store
                .write(Scope::Unguarded, move |r| Ok(r.record_issuance(&issuance(1, Some(number))).is_ok()))
                .await
                .unwrap()
        }));
    }
    let mut recorded = 0;
    for task in running {
        recorded += u32::from(task.await.unwrap());
    }
    assert_eq!(recorded, 1);
}
