//! CAA look-ups: the last one for each name of a subject.

use crate::samples::NOW;
use crate::support::Database;
use chancery_app::ports::{CaaCheck, Scope};
use chancery_domain::validation::Corroboration;

on_both!(the_last_look_up_of_each_name_is_kept);

fn check(name: &str, seconds: i64) -> CaaCheck {
    CaaCheck {
        name: name.into(),
        checked_at: NOW.plus_seconds(seconds),
        good_until: NOW.plus_seconds(seconds + 28_800),
        found_at: Some("example.org".into()),
        records_sha256: "ab".into(),
        corroboration: Corroboration {
            remotes: 5,
            agreed: 4,
            dissenting: vec!["p1".into()],
            ..Default::default()
        },
    }
}

async fn the_last_look_up_of_each_name_is_kept(db: Database) {
    db.store
        .write(Scope::Unguarded, |r| {
            r.put_caa_checks("one", &[check("*.b.example.org", 0), check("a.example.org", 0)])?;
            r.put_caa_checks("one", &[check("a.example.org", 60)])?;
            r.put_caa_checks("two", &[check("a.example.org", 120)])?;
            r.put_caa_checks("three", &[])?;
            Ok(())
        })
        .await
        .expect("written");
    db.store
        .read(|r| {
            assert_eq!(r.caa_checks("one")?, [check("*.b.example.org", 0), check("a.example.org", 60)]);
            assert_eq!(r.caa_checks("two")?, [check("a.example.org", 120)]);
            assert_eq!(r.caa_checks("three")?, []);
            Ok(())
        })
        .await
        .expect("read");
}
