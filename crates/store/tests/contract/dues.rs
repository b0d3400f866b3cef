//! What is due by itself.

use crate::samples::{NOW, id};
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::ports::Concern::{AutomaticRenewal, Continuation};

on_both!(what_is_due_is_told_earliest_first, a_due_is_moved_and_dropped);

async fn what_is_due_is_told_earliest_first(db: Database) {
    db.write(|r| {
        r.set_due(Continuation, ACCOUNT, &id(1), NOW.plus_seconds(5))?;
        r.set_due(Continuation, OTHER, &id(2), NOW)?;
        r.set_due(Continuation, ACCOUNT, &id(3), NOW.plus_seconds(6))?;
        Ok(r.set_due(AutomaticRenewal, ACCOUNT, &id(1), NOW.plus_seconds(-5))?)
    })
    .await;
    let due =
        |seconds: i64, limit| db.read(move |r| Ok(r.due(Continuation, NOW.plus_seconds(seconds), limit)?));
    assert_eq!(due(-1, 9).await, []);
    assert_eq!(due(0, 9).await, [(OTHER, id(2))]);
    assert_eq!(due(5, 9).await, [(OTHER, id(2)), (ACCOUNT, id(1))]);
    assert_eq!(due(9, 2).await, [(OTHER, id(2)), (ACCOUNT, id(1))]);
    assert_eq!(db.read(|r| Ok(r.due(AutomaticRenewal, NOW, 9)?)).await, [(ACCOUNT, id(1))]);
}

async fn a_due_is_moved_and_dropped(db: Database) {
    db.write(|r| {
        r.set_due(Continuation, ACCOUNT, &id(1), NOW)?;
        Ok(r.set_due(Continuation, ACCOUNT, &id(1), NOW.plus_seconds(7))?)
    })
    .await;
    assert_eq!(db.read(|r| Ok(r.due_at(Continuation, &id(1))?)).await, Some(NOW.plus_seconds(7)));
    assert_eq!(db.read(|r| Ok(r.due_at(AutomaticRenewal, &id(1))?)).await, None);
    db.write(|r| {
        r.drop_due(Continuation, &id(1))?;
        Ok(r.drop_due(Continuation, &id(2))?)
    })
    .await;
    assert_eq!(db.read(|r| Ok(r.due_at(Continuation, &id(1))?)).await, None);
}
