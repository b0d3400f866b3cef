//! The last look at each challenge.

use crate::samples::{NOW, certificate, files, id};
use crate::support::Database;
use chancery_app::ports::{Look, StoreError};
use chancery_domain::validation::{Cause, Finding, Observation, Purpose, Verdict};

on_both!(the_last_look_at_each_challenge_is_kept, a_look_at_nothing_is_a_fault);

fn look(position: usize, seconds: i64, verdict: Verdict) -> Look {
    Look {
        position,
        at: NOW.plus_seconds(seconds),
        observations: vec![Observation {
            viewpoint: "resolver 192.0.2.53:53".into(),
            question: "TXT _dnsauth.example.org".into(),
            purpose: Purpose::Proof,
            finding: Finding::Values { values: vec!["\u{0}'x".into()], ttl_seconds: 60 },
            milliseconds: 12,
        }],
        corroboration: Default::default(),
        verdict,
    }
}

async fn the_last_look_at_each_challenge_is_kept(db: Database) {
    let not_yet = Verdict::NotYet { cause: Cause::RecordMissing };
    let expected = [look(0, 1, not_yet.clone()), look(2, 2, Verdict::Passed), look(10, 0, not_yet.clone())];
    db.write(move |r| {
        r.insert_certificate(&certificate(1), &files())?;
        r.put_look(&id(1), &look(10, 0, not_yet.clone()))?;
        r.put_look(&id(1), &look(2, 0, not_yet.clone()))?;
        r.put_look(&id(1), &look(0, 1, not_yet.clone()))?;
        Ok(r.put_look(&id(1), &look(2, 2, Verdict::Passed))?)
    })
    .await;
    assert_eq!(db.read(|r| Ok(r.looks(&id(1))?)).await, expected);
    assert!(db.read(|r| Ok(r.looks(&id(2))?)).await.is_empty());
}

async fn a_look_at_nothing_is_a_fault(db: Database) {
    let refused = db.write(|r| Ok(r.put_look(&id(1), &look(0, 0, Verdict::Passed)))).await;
    assert!(matches!(refused, Err(StoreError::Broken(_))));
}
