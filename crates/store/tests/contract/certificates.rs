//! Certificates, their files, their ids for ever, their keys.

use crate::samples::{NOW, cancelled, certificate, expired, files, id, tag, uploaded, validity};
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::ports::{
    CertificateFiles, CertificateFilter, Look, NewTask, Replay, Scope, StoreError, TaskKind,
};
use chancery_domain::certificate::{
    Application, Certificate, Origin, Relation, RevocationNeed, Stage, StageKind,
};
use chancery_domain::ids::ProjectId;
use chancery_domain::revocation::Reason;
use chancery_domain::validation::Verdict;

on_both!(
    certificates_and_files_come_back_as_they_were,
    every_member_is_written_back,
    files_are_written_back,
    what_is_not_there_is_not_found_and_not_changed,
    a_deleted_certificate_is_gone_and_its_id_stays_taken,
    counts_follow_stages,
    fingerprints_find_the_oldest_first,
    ended_certificates_are_found_across_accounts,
    a_public_key_belongs_to_one_certificate_for_ever,
    a_public_key_claimed_by_many_at_once_goes_to_one,
    an_id_drawn_twice_at_once_is_given_once,
    strange_texts_survive,
    relations_lead_to_children,
);

async fn relations_lead_to_children(db: Database) {
    let child = |number: u64, change: fn(&mut Application)| {
        let mut certificate = certificate(number);
        if let Origin::Applied(application) = &mut certificate.origin {
            change(application);
        }
        certificate
    };
    let rows = [
        certificate(1),
        child(2, |application| application.reissues = Some(id(1))),
        child(3, |application| application.renews = Some(id(1))),
        child(4, |application| application.reissues = Some(id(1))),
        child(5, |application| application.continues = Some(id(3))),
    ];
    db.write(move |r| {
        for row in &rows {
            r.insert_certificate(row, &CertificateFiles::default())?;
        }
        Ok(())
    })
    .await;
    let related =
        async |parent: u64, relation: Relation| db.read(move |r| Ok(r.related(&id(parent), relation)?)).await;
    assert_eq!(related(1, Relation::Reissue).await, [id(2), id(4)]);
    assert_eq!(related(1, Relation::Renewal).await, [id(3)]);
    assert_eq!(related(3, Relation::Continuation).await, [id(5)]);
    assert!(related(2, Relation::Reissue).await.is_empty());
    let children = db.read(|r| Ok(r.children(&[id(3), id(1), id(9)])?)).await;
    let told: Vec<_> = children.into_iter().map(|c| (c.parent, c.relation, c.id, c.stage)).collect();
    let stage = certificate(1).stage.kind();
    let expected = [
        (id(1), Relation::Reissue, id(2), stage),
        (id(1), Relation::Renewal, id(3), stage),
        (id(1), Relation::Reissue, id(4), stage),
        (id(3), Relation::Continuation, id(5), stage),
    ];
    assert_eq!(told, expected);
    assert!(db.read(|r| Ok(r.children(&[])?)).await.is_empty());
    db.write(|r| Ok(r.delete_certificate(&id(2))?)).await;
    assert_eq!(related(1, Relation::Reissue).await, [id(4)]);
}

async fn certificates_and_files_come_back_as_they_were(db: Database) {
    let tagged = Certificate { tags: vec![tag("b", "2"), tag("a", "1")], ..uploaded(2) };
    let kept = tagged.clone();
    db.write(move |r| {
        r.insert_certificate(&certificate(1), &files())?;
        r.insert_certificate(&kept, &CertificateFiles::default())?;
        Ok(())
    })
    .await;
    let (first, first_files) = db.read(|r| Ok((r.certificate(&id(1))?, r.certificate_files(&id(1))?))).await;
    assert_eq!((first, first_files), (Some(certificate(1)), Some(files())));
    let (second, second_files) =
        db.read(|r| Ok((r.certificate(&id(2))?, r.certificate_files(&id(2))?))).await;
    assert_eq!((second, second_files), (Some(tagged), Some(CertificateFiles::default())));
}

async fn every_member_is_written_back(db: Database) {
    let changed = Certificate {
        alias: "Shop".into(),
        project: ProjectId(7),
        tags: vec![tag("env", "test"), tag("env", "test")],
        stage: expired(),
        changed_at: NOW.plus_seconds(9),
        domain: "other.example".into(),
        names: vec!["other.example".into()],
        ..certificate(1)
    };
    let kept = changed.clone();
    db.write(|r| Ok(r.insert_certificate(&certificate(1), &files())?)).await;
    db.write(move |r| Ok(r.update_certificate(&kept)?)).await;
    assert_eq!(db.read(|r| Ok(r.certificate(&id(1))?)).await, Some(changed.clone()));
    for filter in [
        CertificateFilter { search: Some("sHOp".into()), ..all() },
        CertificateFilter { search: Some("other.ex".into()), ..all() },
        CertificateFilter { project: Some(ProjectId(7)), ..all() },
        CertificateFilter { tags: vec![tag("env", "test")], ..all() },
        CertificateFilter { stages: Some(vec![StageKind::Expired]), ..all() },
    ] {
        let page = db.read(move |r| Ok(r.list_certificates(ACCOUNT, &filter)?)).await;
        assert_eq!((page.total, page.items), (1, vec![changed.clone()]));
    }
    for filter in [
        CertificateFilter { search: Some("host1".into()), ..all() },
        CertificateFilter { project: Some(ProjectId(0)), ..all() },
        CertificateFilter { stages: Some(vec![StageKind::Issued]), ..all() },
    ] {
        let page = db.read(move |r| Ok(r.list_certificates(ACCOUNT, &filter)?)).await;
        assert_eq!((page.total, page.items), (0, vec![]));
    }
}

fn all() -> CertificateFilter {
    CertificateFilter { limit: 100, ..CertificateFilter::default() }
}

async fn files_are_written_back(db: Database) {
    db.write(|r| Ok(r.insert_certificate(&certificate(1), &CertificateFiles::default())?)).await;
    db.write(|r| Ok(r.update_certificate_files(&id(1), &files())?)).await;
    assert_eq!(db.read(|r| Ok(r.certificate_files(&id(1))?)).await, Some(files()));
}

async fn what_is_not_there_is_not_found_and_not_changed(db: Database) {
    let found = db.read(|r| Ok((r.certificate(&id(1))?, r.certificate_files(&id(1))?))).await;
    assert_eq!(found, (None, None));
    db.write(|r| Ok(r.delete_certificate(&id(1))?)).await;
    let updates = db
        .write(|r| Ok((r.update_certificate(&certificate(1)), r.update_certificate_files(&id(1), &files()))))
        .await;
    assert!(matches!(updates, (Err(StoreError::Broken(_)), Err(StoreError::Broken(_)))), "{updates:?}");
    // Deleting what never was does not use its id up.
    db.write(|r| Ok(r.insert_certificate(&certificate(1), &files())?)).await;
}

async fn a_deleted_certificate_is_gone_and_its_id_stays_taken(db: Database) {
    db.write(|r| {
        r.insert_certificate(&Certificate { tags: vec![tag("a", "1")], ..certificate(1) }, &files())?;
        r.put_look(
            &id(1),
            &Look {
                position: 0,
                at: NOW,
                observations: vec![],
                corroboration: Default::default(),
                verdict: Verdict::Passed,
            },
        )?;
        r.claim_public_key("aa", &id(1))?;
        r.add_task(&NewTask { kind: TaskKind::SignCertificate, subject: "x".into(), due_at: NOW })?;
        Ok(())
    })
    .await;
    db.write(|r| Ok(r.delete_certificate(&id(1))?)).await;
    db.write(|r| Ok(r.delete_certificate(&id(1))?)).await;
    let gone =
        db.read(|r| Ok((r.certificate(&id(1))?, r.certificate_files(&id(1))?, r.looks(&id(1))?))).await;
    assert_eq!(gone, (None, None, vec![]));
    for filter in [all(), CertificateFilter { tags: vec![tag("a", "1")], ..all() }] {
        let page = db.read(move |r| Ok(r.list_certificates(ACCOUNT, &filter)?)).await;
        assert_eq!((page.total, page.items), (0, vec![]));
    }
    let again = db
        .write(|r| {
            let again = r.insert_certificate(&certificate(1), &files());
            // The unit goes on after the refusal, and nothing of the refused row is there.
            assert_eq!(r.certificate(&id(1))?, None);
            r.insert_certificate(&certificate(2), &files())?;
            Ok(again)
        })
        .await;
    assert!(matches!(again, Err(StoreError::Taken(_))));
    let page = db.read(move |r| Ok(r.list_certificates(ACCOUNT, &all())?)).await;
    assert_eq!((page.total, page.items), (1, vec![certificate(2)]));
    assert_eq!(db.write(|r| Ok(r.claim_public_key("aa", &id(2))?)).await, Some(id(1)));
}

async fn counts_follow_stages(db: Database) {
    let total = |stage: Option<StageKind>| {
        let db = db.clone();
        async move {
            let filter = CertificateFilter { stages: stage.map(|s| vec![s]), ..CertificateFilter::default() };
            db.read(move |r| Ok(r.list_certificates(ACCOUNT, &filter)?.total)).await
        }
    };
    db.write(|r| {
        for number in 1..=5 {
            r.insert_certificate(&certificate(number), &files())?;
        }
        let other = Certificate { account: OTHER, ..certificate(6) };
        Ok(r.insert_certificate(&other, &files())?)
    })
    .await;
    assert_eq!((total(None).await, total(Some(StageKind::Issued)).await), (5, 5));
    db.write(|r| {
        r.update_certificate(&Certificate { stage: cancelled(), ..certificate(1) })?;
        r.update_certificate(&Certificate { stage: cancelled(), ..certificate(1) })?;
        r.update_certificate(&Certificate { alias: "x".into(), ..certificate(2) })?;
        r.delete_certificate(&id(3))?;
        Ok(())
    })
    .await;
    assert_eq!(total(None).await, 4);
    assert_eq!(total(Some(StageKind::Issued)).await, 3);
    assert_eq!(total(Some(StageKind::Cancelled)).await, 1);
    assert_eq!(total(Some(StageKind::Failed)).await, 0);
}

async fn fingerprints_find_the_oldest_first(db: Database) {
    let print = "ab".repeat(20);
    db.write(|r| {
        for number in [3, 1, 2] {
            r.insert_certificate(&certificate(number), &files())?;
        }
        r.insert_certificate(&Certificate { account: OTHER, ..certificate(4) }, &files())?;
        r.insert_certificate(&Certificate { stage: cancelled(), ..certificate(5) }, &files())?;
        Ok(())
    })
    .await;
    let wanted = print.clone();
    let found = db.read(move |r| Ok(r.certificates_with_fingerprint(ACCOUNT, &wanted, 2)?)).await;
    assert_eq!(found, [id(3), id(2)]);
    assert!(db.read(|r| Ok(r.certificates_with_fingerprint(ACCOUNT, "cd", 2)?)).await.is_empty());
}

async fn ended_certificates_are_found_across_accounts(db: Database) {
    db.write(|r| {
        for (number, account, ends) in [(1, ACCOUNT, -1), (2, OTHER, -2), (3, ACCOUNT, 0), (4, ACCOUNT, 1)] {
            let stage = Stage::Issued(validity(NOW.plus_seconds(ends)));
            r.insert_certificate(&Certificate { account, stage, ..certificate(number) }, &files())?;
        }
        r.insert_certificate(&Certificate { stage: expired(), ..certificate(5) }, &files())?;
        // I2: also those whose revocation is undecided.
        for (number, ends, need) in
            [(6, -3, RevocationNeed::Letter), (7, -4, RevocationNeed::Review), (8, 0, RevocationNeed::Review)]
        {
            let validity = validity(NOW.plus_seconds(ends));
            let stage = Stage::Revoking { validity, reason: Reason::Superseded, asked_at: NOW, need };
            r.insert_certificate(&Certificate { stage, ..certificate(number) }, &files())?;
        }
        Ok(())
    })
    .await;
    let found = db.read(|r| Ok(r.certificates_to_expire(NOW, 10)?)).await;
    assert_eq!(found, [(ACCOUNT, id(7)), (ACCOUNT, id(6)), (OTHER, id(2)), (ACCOUNT, id(1))]);
    assert_eq!(db.read(|r| Ok(r.certificates_to_expire(NOW, 1)?)).await, [(ACCOUNT, id(7))]);
}

async fn a_public_key_belongs_to_one_certificate_for_ever(db: Database) {
    let claims = db
        .write(|r| {
            Ok([
                r.claim_public_key("aa", &id(1))?,
                r.claim_public_key("aa", &id(1))?,
                r.claim_public_key("aa", &id(2))?,
                r.claim_public_key("bb", &id(2))?,
            ])
        })
        .await;
    assert_eq!(claims, [None, None, Some(id(1)), None]);
}

async fn a_public_key_claimed_by_many_at_once_goes_to_one(db: Database) {
    let other = db.another_node().await;
    let mut running = Vec::new();
    for number in 0..40 {
        let store = if number % 2 == 0 { db.store.clone() } else { other.clone() };
        running.push(tokio::spawn(async move {
            store.write(Scope::Unguarded, move |r| Ok(r.claim_public_key("aa", &id(number))?)).await.unwrap()
        }));
    }
    let mut answers = Vec::new();
    for task in running {
        answers.push(task.await.unwrap());
    }
    let winner = answers.iter().position(Option::is_none).expect("one wins");
    let holder = id(u64::try_from(winner).unwrap());
    for (number, answer) in answers.into_iter().enumerate() {
        assert_eq!(answer, (number != winner).then(|| holder.clone()), "answer of {number}");
    }
}

async fn an_id_drawn_twice_at_once_is_given_once(db: Database) {
    let other = db.another_node().await;
    let mut running = Vec::new();
    for number in 0..16_u64 {
        let store = if number % 2 == 0 { db.store.clone() } else { other.clone() };
        running.push(tokio::spawn(async move {
            store
                .write(Scope::Unguarded, move |r| {
                    let taken = match r.insert_certificate(&certificate(1), &files()) {
                        Ok(()) => false,
                        Err(StoreError::Taken(_)) => true,
                        Err(error) => return Err(error.into()),
                    };
                    // The unit goes on either way.
                    assert_eq!(r.claim_signature(&number.to_string(), NOW)?, Replay::First);
                    Ok(taken)
                })
                .await
                .unwrap()
        }));
    }
    let mut given = 0;
    for task in running {
        given += u32::from(!task.await.unwrap());
    }
    assert_eq!(given, 1);
    let page = db.read(move |r| Ok(r.list_certificates(ACCOUNT, &all())?)).await;
    assert_eq!((page.total, page.items.len()), (1, 1));
}

async fn strange_texts_survive(db: Database) {
    let strange = Certificate {
        alias: "'; DROP TABLE certificates; -- \u{0} \u{1f600} \\ % _".into(),
        tags: vec![tag("k\u{0}", "\u{202e}")],
        ..certificate(1)
    };
    let kept = strange.clone();
    db.write(move |r| {
        r.insert_certificate(&kept, &files())?;
        Ok(r.update_certificate(&kept)?)
    })
    .await;
    assert_eq!(db.read(|r| Ok(r.certificate(&id(1))?)).await, Some(strange));
    for (part, expected) in
        [("\u{1f600} \\ %", 1), ("% _", 1), ("%_", 0), ("drop table", 1), ("--  ", 0), ("\u{0}", 1)]
    {
        let filter = CertificateFilter { search: Some(part.into()), ..all() };
        let page = db.read(move |r| Ok(r.list_certificates(ACCOUNT, &filter)?)).await;
        assert_eq!(page.total, expected, "search for {part:?}");
    }
}
