//! CSR management.

use crate::samples::{NOW, id};
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::ports::{CsrFiles, StoreError};
use chancery_domain::csr::{CsrRecord, CsrStage, SubjectFields};
use chancery_domain::ids::{AccountId, CsrId};
use chancery_domain::key::{KeyAlgorithm, KeyFamily};
use chancery_domain::name::Name;

on_both!(
    records_come_back_under_their_number,
    numbers_are_not_given_again,
    lists_are_newest_first_and_filtered,
);

fn record(account: AccountId, domain: &str, algorithm: KeyAlgorithm, seconds: i64) -> CsrRecord {
    CsrRecord {
        id: CsrId(0),
        account,
        domain: Name::parse(domain).unwrap(),
        subject: SubjectFields { organization: "Example \u{4f8b}".into(), ..SubjectFields::default() },
        algorithm,
        remark: "remark".into(),
        password_chosen: true,
        stage: CsrStage::Draft,
        created_at: NOW.plus_seconds(seconds),
    }
}

async fn records_come_back_under_their_number(db: Database) {
    let draft = record(ACCOUNT, "*.example.org", KeyAlgorithm::Rsa2048, 0);
    let kept = draft.clone();
    let number = db.write(move |r| Ok(r.insert_csr(&kept, &CsrFiles::default())?)).await;
    let found = db.read(move |r| Ok(r.csr(number)?)).await;
    assert_eq!(found, Some((CsrRecord { id: number, ..draft.clone() }, CsrFiles::default())));

    let generated =
        CsrRecord { id: number, stage: CsrStage::Generated, algorithm: KeyAlgorithm::P384, ..draft };
    let files = CsrFiles { csr_der: Some(vec![1, 2]), sealed_key: Some(vec![3]), used_by: Some(id(1)) };
    let written = (generated.clone(), files.clone());
    db.write(move |r| Ok(r.update_csr(&written.0, &written.1)?)).await;
    assert_eq!(db.read(move |r| Ok(r.csr(number)?)).await, Some((generated, files)));
}

async fn numbers_are_not_given_again(db: Database) {
    let (gone, next) = db
        .write(|r| {
            let draft = record(ACCOUNT, "example.org", KeyAlgorithm::P256, 0);
            let gone = r.insert_csr(&draft, &CsrFiles::default())?;
            r.delete_csr(gone)?;
            r.delete_csr(gone)?;
            let missing = r.update_csr(&CsrRecord { id: gone, ..draft.clone() }, &CsrFiles::default());
            assert!(matches!(missing, Err(StoreError::Broken(_))));
            Ok((gone, r.insert_csr(&draft, &CsrFiles::default())?))
        })
        .await;
    assert!(next > gone);
    assert_eq!(db.read(move |r| Ok(r.csr(gone)?)).await, None);
}

async fn lists_are_newest_first_and_filtered(db: Database) {
    let numbers = db
        .write(|r| {
            let mut numbers = Vec::new();
            for (account, domain, algorithm, seconds) in [
                (ACCOUNT, "old.example.org", KeyAlgorithm::Rsa2048, -5),
                (ACCOUNT, "xn--fsqu00a.example", KeyAlgorithm::P256, 3),
                (ACCOUNT, "new.example.org", KeyAlgorithm::P384, 3),
                (OTHER, "other.example.org", KeyAlgorithm::Rsa2048, 9),
            ] {
                numbers
                    .push(r.insert_csr(&record(account, domain, algorithm, seconds), &CsrFiles::default())?);
            }
            Ok(numbers)
        })
        .await;
    let [old, script, new, _] = numbers.try_into().unwrap();
    let cases = [
        (None, None, 0, 9, vec![new, script, old], 3),
        (None, None, 1, 1, vec![script], 3),
        (None, None, 9, 9, vec![], 3),
        (Some("EXAMPLE.org"), None, 0, 9, vec![new, old], 2),
        (Some("\u{4f8b}"), None, 0, 9, vec![script], 1),
        (Some("_"), None, 0, 9, vec![], 0),
        (None, Some(KeyFamily::Ecc), 0, 9, vec![new, script], 2),
        (Some("o"), Some(KeyFamily::Rsa), 0, 9, vec![old], 1),
    ];
    for (domain, family, offset, limit, expected, total) in cases {
        let asked = domain.map(str::to_owned);
        let page = db.read(move |r| Ok(r.list_csrs(ACCOUNT, asked.as_deref(), family, offset, limit)?)).await;
        let found: Vec<CsrId> = page.items.iter().map(|record| record.id).collect();
        assert_eq!((found, page.total), (expected, total), "{domain:?} {family:?}");
    }
}
