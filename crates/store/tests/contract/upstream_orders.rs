//! Orders at upstream authorities, our accounts there, published proofs.

use crate::samples::{NOW, id};
use crate::support::Database;
use chancery_app::ports::{StoreError, TxtRecord};
use chancery_domain::upstream::UpstreamOrder;

on_both!(
    a_certificate_has_one_order_which_comes_back_as_it_was_written,
    the_account_kept_first_stays,
    proofs_are_published_and_withdrawn_by_certificate,
    records_are_noted_until_they_are_forgotten,
);

fn order(number: u64) -> UpstreamOrder {
    UpstreamOrder::new(id(number), "other".to_owned(), NOW)
}

async fn a_certificate_has_one_order_which_comes_back_as_it_was_written(db: Database) {
    db.write(|r| {
        r.insert_upstream_order(&order(1))?;
        assert!(matches!(r.insert_upstream_order(&order(1)), Err(StoreError::Taken(_))));
        Ok(())
    })
    .await;
    assert_eq!(db.read(|r| Ok(r.upstream_order(&id(1))?)).await, Some(order(1)));
    assert_eq!(db.read(|r| Ok(r.upstream_order(&id(2))?)).await, None);
    let changed = order(1).ordered("https://ca.example/order/1".to_owned());
    let wanted = changed.clone();
    let missing = db
        .write(move |r| {
            r.update_upstream_order(&changed)?;
            Ok(r.update_upstream_order(&order(2)))
        })
        .await;
    assert!(matches!(missing, Err(StoreError::Broken(_))));
    assert_eq!(db.read(|r| Ok(r.upstream_order(&id(1))?)).await, Some(wanted));
}

async fn the_account_kept_first_stays(db: Database) {
    let (first, second, other) = db
        .write(|r| {
            Ok((
                r.keep_upstream_account("https://a/dir", b"one")?,
                r.keep_upstream_account("https://a/dir", b"two")?,
                r.keep_upstream_account("https://b/dir", b"three")?,
            ))
        })
        .await;
    assert_eq!((first, second, other), (None, Some(b"one".to_vec()), None));
    let kept = db.read(|r| Ok((r.upstream_account("https://a/dir")?, r.upstream_account("https://c/dir")?)));
    assert_eq!(kept.await, (Some(b"one".to_vec()), None));
}

async fn records_are_noted_until_they_are_forgotten(db: Database) {
    let record = |name: &str| TxtRecord { name: format!("_acme-challenge.{name}"), value: "text".to_owned() };
    let (one, two) = (record("b.org"), record("a.org"));
    let noted = [(1, one.clone()), (1, two.clone()), (2, one.clone())];
    db.write(move |r| {
        // A round that runs twice notes twice.
        for (number, record) in noted.iter().chain(&noted) {
            r.note_upstream_record(&id(*number), record)?;
        }
        Ok(())
    })
    .await;
    let seen = db.read(|r| Ok((r.upstream_records(&id(1))?, r.upstream_records(&id(3))?))).await;
    assert_eq!(seen, (vec![two.clone(), one.clone()], vec![]));
    let gone = one.clone();
    db.write(move |r| Ok(r.forget_upstream_record(&id(1), &gone)?)).await;
    let left = db.read(|r| Ok((r.upstream_records(&id(1))?, r.upstream_records(&id(2))?))).await;
    assert_eq!(left, (vec![two], vec![one]));
}

async fn proofs_are_published_and_withdrawn_by_certificate(db: Database) {
    db.write(|r| {
        r.publish_upstream_proof(&id(1), "a", "a.thumb")?;
        // A round that runs twice publishes twice.
        r.publish_upstream_proof(&id(1), "a", "a.thumb")?;
        Ok(r.publish_upstream_proof(&id(2), "b", "b.thumb")?)
    })
    .await;
    let seen = db.read(|r| Ok((r.upstream_proof("a")?, r.upstream_proof("c")?))).await;
    assert_eq!(seen, (Some("a.thumb".to_owned()), None));
    db.write(|r| Ok(r.withdraw_upstream_proofs(&id(1))?)).await;
    let left = db.read(|r| Ok((r.upstream_proof("a")?, r.upstream_proof("b")?))).await;
    assert_eq!(left, (None, Some("b.thumb".to_owned())));
}
