//! Revocations: revisions in the order of commits, lists published once, keys blocked for ever.

use crate::samples::NOW;
use crate::support::Database;
use chancery_app::ports::{NewRevocation, Scope, Standing, StoreError, StoredList};
use chancery_domain::issuance::{Issuance, Serial};
use chancery_domain::revocation::{ListPart, ListState, Reason, Revocation};
use chancery_domain::time::Timestamp;

on_both!(
    revocations_come_back_with_growing_revisions,
    standings_tell_what_is_known_of_a_serial,
    revisions_become_visible_in_their_order,
    a_list_names_what_the_rule_says,
    a_list_is_published_once,
    keys_are_blocked_for_ever_and_lead_to_their_serials,
);

fn serial(number: u8) -> Serial {
    Serial::from_bytes(&[number, 0, 255])
}

fn new(number: u8, shard: Option<i64>, not_after: Timestamp) -> NewRevocation {
    NewRevocation {
        serial: serial(number),
        issuer: "alpha-ecc".into(),
        shard,
        reason: Reason::Superseded,
        revoked_at: NOW,
        not_after,
    }
}

fn issuance(number: u8, signed: bool, precertificate: bool) -> Issuance {
    Issuance {
        serial: serial(number),
        issuer: "alpha-ecc".into(),
        certificate: None,
        profile: "dv".into(),
        spki_sha256: "ab".repeat(32),
        shard: Some(3),
        to_be_signed: vec![48, 130, 1, 0],
        precertificate: precertificate.then(|| vec![1]),
        timestamps: None,
        not_before: NOW,
        not_after: NOW.plus_days(i64::from(number)),
        recorded_at: NOW,
        signed: signed.then(|| vec![2]),
    }
}

async fn revocations_come_back_with_growing_revisions(db: Database) {
    assert_eq!(db.read(|r| Ok(r.newest_revision()?)).await, 0);
    let (first, second) = db
        .write(|r| {
            Ok((
                r.insert_revocation(&new(1, Some(3), NOW))?,
                r.insert_revocation(&new(2, None, NOW.plus_days(9)))?,
            ))
        })
        .await;
    assert!(0 < first.revision && first.revision < second.revision);
    assert_eq!(db.read(|r| Ok(r.revocation(&serial(1))?)).await, Some(first.clone()));
    let changed = db.write(|r| Ok(r.change_reason(&serial(1), Reason::KeyCompromise)?)).await;
    assert!(changed.revision > second.revision);
    assert_eq!((changed.reason, changed.revoked_at), (Reason::KeyCompromise, first.revoked_at));
    let after = first.revision;
    let (newest, later) = db.read(move |r| Ok((r.newest_revision()?, r.revocations_after(after, 10)?))).await;
    assert_eq!(newest, changed.revision);
    assert_eq!(later, [second.clone(), changed.clone()]);
    assert_eq!(db.read(move |r| Ok(r.revocations_after(after, 1)?)).await, [second]);
    let again = db.store.write(Scope::Unguarded, |r| {
        let refused = r.insert_revocation(&new(1, None, NOW));
        assert!(matches!(refused, Err(StoreError::Taken(_))), "{refused:?}");
        Ok(())
    });
    again.await.unwrap();
}

async fn standings_tell_what_is_known_of_a_serial(db: Database) {
    db.write(|r| {
        r.record_issuance(&issuance(1, false, false))?;
        r.record_issuance(&issuance(2, true, false))?;
        r.record_issuance(&issuance(3, false, true))?;
        r.record_issuance(&issuance(4, true, false))?;
        r.insert_revocation(&new(4, Some(3), NOW))?;
        Ok(())
    })
    .await;
    let serials: Vec<Serial> = [5, 4, 3, 2, 1].map(serial).to_vec();
    let known = db.read(move |r| Ok(r.standings(&serials)?)).await;
    let issuer = || "alpha-ecc".to_owned();
    let Some(Standing::Revoked(revoked)) = known.get(1).cloned() else { panic!("{known:?}") };
    assert_eq!(revoked.serial, serial(4));
    assert_eq!(
        known,
        [
            Standing::Unassigned,
            Standing::Revoked(revoked),
            Standing::Assigned { issuer: issuer() },
            Standing::Assigned { issuer: issuer() },
            Standing::Recorded { issuer: issuer() },
        ]
    );
}

/// Units of different accounts revoke at once on two nodes while a watcher reads: whoever has seen a revision has seen
/// all before it.
async fn revisions_become_visible_in_their_order(db: Database) {
    let other = db.another_node().await;
    let mut running = Vec::new();
    for number in 1..=40_u8 {
        let store = if number % 2 == 0 { db.store.clone() } else { other.clone() };
        let scope = Scope::Account(chancery_domain::ids::AccountId(1_000 + i64::from(number)));
        running.push(tokio::spawn(async move {
            store.write(scope, move |r| Ok(r.insert_revocation(&new(number, None, NOW))?)).await.unwrap()
        }));
    }
    let mut seen = 0;
    while seen < 40 {
        let fresh = db.read(move |r| Ok(r.revocations_after(seen, 100)?)).await;
        for revocation in fresh {
            assert_eq!(revocation.revision, seen + 1, "no revision is passed over");
            seen = revocation.revision;
        }
    }
    for task in running {
        task.await.unwrap();
    }
}

async fn a_list_names_what_the_rule_says(db: Database) {
    let all: Vec<Revocation> = db
        .write(|r| {
            let mut all = Vec::new();
            for number in 1..=12_u8 {
                let shard = (number % 3 != 0).then_some(i64::from(number % 3));
                let end = NOW.plus_days(i64::from(number) - 6);
                all.push(r.insert_revocation(&new(number, shard, end))?);
            }
            let stranger = NewRevocation { issuer: "other".into(), ..new(99, Some(1), NOW.plus_days(90)) };
            r.insert_revocation(&stranger)?;
            Ok(all)
        })
        .await;
    for part in [ListPart::Whole, ListPart::Shard(1), ListPart::Shard(2), ListPart::Shard(7)] {
        for last in [
            None,
            Some(ListState { number: 1, this_update: NOW, next_update: NOW.plus_days(7), covers: 12 }),
            Some(ListState { number: 1, this_update: NOW.plus_days(3), next_update: NOW, covers: 2 }),
            Some(ListState { number: 1, this_update: NOW.plus_days(90), next_update: NOW, covers: 99 }),
        ] {
            let expected: Vec<Revocation> = all
                .iter()
                .filter(|one| part.holds(one) && ListState::names(last.as_ref(), one))
                .cloned()
                .collect();
            let listed = db.read(move |r| Ok(r.listed("alpha-ecc", part, last.as_ref())?)).await;
            assert_eq!(listed, expected, "{part:?} {last:?}");
        }
        let newest = all.iter().filter(|one| part.holds(one)).map(|one| one.revision).max().unwrap_or(0);
        assert_eq!(db.read(move |r| Ok(r.newest_of_part("alpha-ecc", part)?)).await, newest);
    }
    let parts = db.read(|r| Ok(r.list_parts("alpha-ecc")?)).await;
    assert_eq!(parts, [ListPart::Shard(1), ListPart::Shard(2)]);
}

async fn a_list_is_published_once(db: Database) {
    let list = |number: i64, covers: i64| StoredList {
        state: ListState { number, this_update: NOW, next_update: NOW.plus_days(7), covers },
        der: vec![48, u8::try_from(number).unwrap()],
    };
    let part = ListPart::Shard(3);
    let keep = |number: i64, covers: i64| {
        let list = list(number, covers);
        db.write(move |r| Ok(r.keep_list("alpha-ecc", part, &list)?))
    };
    assert!(keep(5, 2).await);
    assert!(!keep(5, 9).await, "the same number is not published twice");
    assert!(!keep(4, 9).await, "numbers do not go back");
    assert!(!keep(6, 1).await, "a list that knows less does not displace one that knows more");
    assert!(keep(6, 2).await);
    assert!(db.write(move |r| Ok(r.keep_list("alpha-ecc", ListPart::Whole, &list(1, 0))?)).await);
    let kept = db.read(move |r| Ok(r.list("alpha-ecc", part)?)).await;
    assert_eq!(kept.map(|list| (list.state.number, list.der)), Some((6, vec![48, 6])));
    assert_eq!(db.read(|r| Ok(r.list("other", ListPart::Whole)?)).await, None);
    let parts = db.read(|r| Ok(r.list_parts("alpha-ecc")?)).await;
    assert_eq!(parts, [ListPart::Whole, part]);
}

async fn keys_are_blocked_for_ever_and_lead_to_their_serials(db: Database) {
    let key = || "ab".repeat(32);
    assert!(!db.read(move |r| Ok(r.key_blocked(&key())?)).await);
    db.write(move |r| {
        for number in 1..=5 {
            r.record_issuance(&issuance(number, true, false))?;
        }
        r.insert_revocation(&new(3, Some(3), NOW))?;
        r.block_key(&key(), &serial(3), NOW)?;
        Ok(r.block_key(&key(), &serial(4), NOW)?)
    })
    .await;
    assert!(db.read(move |r| Ok(r.key_blocked(&key())?)).await);
    // Number 1 ends after a day, and number 3 is revoked.
    let left = db.read(move |r| Ok(r.unrevoked_of_key(&key(), NOW.plus_days(2), 10)?)).await;
    assert_eq!(left, [2, 4, 5].map(serial));
    assert_eq!(db.read(move |r| Ok(r.unrevoked_of_key(&key(), NOW, 2)?)).await, [1, 2].map(serial));
    assert!(db.read(|r| Ok(r.unrevoked_of_key("cd", NOW, 2)?)).await.is_empty());
}
