//! Encryption certificates of SM2 pairs: kept with their certificate, emptied with it, their serials for ever.

use crate::samples::{certificate, files, id};
use crate::support::Database;
use chancery_app::ports::{EncryptionCertificate, Scope, StoreError};
use chancery_domain::issuance::Serial;

on_both!(an_encryption_certificate_is_kept_and_only_its_serial_outlives_the_certificate);

fn sample(serial: Option<u8>) -> EncryptionCertificate {
    EncryptionCertificate {
        serial: serial.map(|number| Serial::from_bytes(&[number, 1, 2])),
        leaf_der: Some(vec![48, 1]),
        chain_der: vec![vec![48, 2], vec![48, 3]],
        sealed_key: Some(vec![7, 8]),
    }
}

async fn an_encryption_certificate_is_kept_and_only_its_serial_outlives_the_certificate(db: Database) {
    db.store
        .write(Scope::Unguarded, |r| {
            r.insert_certificate(&certificate(1), &files())?;
            r.insert_certificate(&certificate(2), &files())?;
            let recorded = EncryptionCertificate { serial: sample(Some(1)).serial, ..Default::default() };
            r.put_encryption_certificate(&id(1), &recorded)?;
            assert_eq!(r.encryption_certificate(&id(1))?, Some(recorded));
            r.put_encryption_certificate(&id(1), &sample(Some(1)))?;
            r.put_encryption_certificate(&id(2), &sample(None))?;
            let taken = r.put_encryption_certificate(&id(2), &sample(Some(1)));
            assert!(matches!(taken, Err(StoreError::Taken(_))), "{taken:?}");
            Ok(())
        })
        .await
        .expect("written");
    let serial = Serial::from_bytes(&[1, 1, 2]);
    let wanted = serial.clone();
    db.store
        .write(Scope::Unguarded, move |r| {
            assert_eq!(r.encryption_certificate(&id(1))?, Some(sample(Some(1))));
            assert_eq!(r.encryption_certificate(&id(2))?, Some(sample(None)));
            assert_eq!(r.encryption_certificate(&id(3))?, None);
            assert_eq!(r.certificate_encrypted_under(&wanted)?, Some(id(1)));
            assert_eq!(r.certificate_encrypted_under(&Serial::from_bytes(&[9]))?, None);
            r.delete_certificate(&id(1))?;
            r.delete_certificate(&id(2))?;
            Ok(())
        })
        .await
        .expect("deleted");
    db.store
        .read(move |r| {
            let left = EncryptionCertificate { serial: Some(serial.clone()), ..Default::default() };
            assert_eq!(r.encryption_certificate(&id(1))?, Some(left));
            assert_eq!(r.certificate_encrypted_under(&serial)?, Some(id(1)));
            assert_eq!(r.encryption_certificate(&id(2))?, None);
            Ok(())
        })
        .await
        .expect("read");
}
