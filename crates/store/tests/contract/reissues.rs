//! Running reissues (J1).

use crate::samples::id;
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::Failure;
use chancery_app::ports::{Scope, StoreError};

on_both!(j1_one_reissue_under_a_primary_domain, j1_two_nodes_begin_one_reissue);

fn domains(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

async fn j1_one_reissue_under_a_primary_domain(db: Database) {
    db.write(|r| Ok(r.begin_reissue(ACCOUNT, &domains(&["a.org", "b.org"]), &id(2), &id(1))?)).await;
    let running = |account, names: &'static [&'static str]| {
        db.read(move |r| Ok(r.running_reissue(account, &domains(names))?))
    };
    let found = running(ACCOUNT, &["c.org", "b.org"]).await.expect("runs");
    assert_eq!((found.primary_domain.as_str(), found.reissue, found.original), ("b.org", id(2), id(1)));
    assert_eq!(running(ACCOUNT, &["c.org"]).await, None);
    assert_eq!(running(OTHER, &["a.org"]).await, None, "other accounts do not wait");

    let refused = db.write(|r| Ok(r.begin_reissue(ACCOUNT, &domains(&["b.org"]), &id(4), &id(3)))).await;
    assert!(matches!(refused, Err(StoreError::Taken(_))));
    db.write(|r| {
        r.end_reissue(&id(2))?;
        r.end_reissue(&id(2))?;
        Ok(r.begin_reissue(ACCOUNT, &domains(&["b.org"]), &id(4), &id(3))?)
    })
    .await;
    assert_eq!(running(ACCOUNT, &["a.org"]).await, None);
}

async fn j1_two_nodes_begin_one_reissue(db: Database) {
    let other = db.another_node().await;
    let begin = |reissue: u64| {
        move |r: &mut dyn chancery_app::ports::Register| {
            let begun = r.begin_reissue(ACCOUNT, &domains(&["a.org"]), &id(reissue), &id(1));
            begun.map_err(Failure::from)
        }
    };
    let (one, two) = tokio::join!(
        db.store.write(Scope::Account(ACCOUNT), begin(2)),
        other.write(Scope::Account(ACCOUNT), begin(3))
    );
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
}
