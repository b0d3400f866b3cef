//! Lists of certificates: every filter and order against the same list made by hand.

use crate::samples::{
    NOW, cancelled, certificate, expired, failed, files, id, issuing, tag, uploaded, validity,
};
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::ports::{CertificateFilter, CertificateOrder};
use chancery_domain::certificate::{Certificate, Stage, StageKind, Usage};
use chancery_domain::ids::{CertificateId, ProjectId};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::time::Timestamp;

on_both!(
    every_filter_and_order_gives_what_a_plain_loop_gives,
    pages_join_to_the_whole_list,
    empty_choices_match_nothing,
    names_are_found_in_their_own_script,
    overlong_searches_find_nothing,
    packed_texts_answer_like_rows,
    packing_a_few_at_a_time_answers_the_same,
    what_changes_after_packing_is_found_as_it_is,
    texts_are_packed_where_there_are_many,
);

/// Forty certificates of all stages, with equal moments among them, and one of another account.
fn all() -> Vec<Certificate> {
    let mut made = Vec::new();
    for number in 0..40_u64 {
        let base = if number % 5 == 0 { uploaded(number) } else { certificate(number) };
        let day = i64::try_from(number / 4).unwrap();
        let stage = match (number % 5 == 0, number % 7) {
            (true, 3) => Stage::Expired(validity(NOW.plus_days(-day))),
            (true, _) | (_, 0..=2) => Stage::Issued(validity(NOW.plus_days(day))),
            (_, 3) => expired(),
            (_, 4) => failed(),
            (_, 5) => cancelled(),
            _ => issuing(),
        };
        made.push(Certificate {
            stage,
            usage: if number % 10 == 0 { Usage::Authority } else { Usage::Server },
            alias: format!("Alias {}%", number % 3),
            project: ProjectId(i64::try_from(number % 4).unwrap()),
            tags: (0..number % 3).map(|n| tag("env", &n.to_string())).chain([tag("all", "")]).collect(),
            created_at: NOW.plus_seconds(-day),
            algorithm: if number % 6 == 0 { Some(KeyAlgorithm::Sm2) } else { base.algorithm },
            ..base
        });
    }
    made
}

async fn fill(db: &Database) {
    db.write(|r| {
        for certificate in all() {
            r.insert_certificate(&certificate, &files())?;
        }
        let foreign = Certificate { account: OTHER, tags: vec![tag("all", "")], ..certificate(99) };
        Ok(r.insert_certificate(&foreign, &files())?)
    })
    .await;
}

/// The list as the filter's words say, without a database.
fn expected(filter: &CertificateFilter, certificates: &[Certificate]) -> Vec<CertificateId> {
    let ends = |c: &Certificate| c.validity().map(|v| v.not_after);
    let mut found: Vec<(usize, Certificate)> = certificates
        .iter()
        .cloned()
        .enumerate()
        .filter(|(_, c)| {
            let text = filter.search.as_deref().unwrap_or_default().to_lowercase();
            let mut texts = vec![c.id.as_str().to_lowercase(), c.alias.to_lowercase()];
            texts.extend(c.names.iter().map(|n| n.to_lowercase()));
            texts.iter().any(|t| t.contains(&text))
        })
        .filter(|(_, c)| filter.stages.as_ref().is_none_or(|s| s.contains(&c.stage.kind())))
        .filter(|(_, c)| filter.usage.is_none_or(|u| u == c.usage))
        .filter(|(_, c)| filter.uploaded.is_none_or(|u| u == c.is_uploaded()))
        .filter(|(_, c)| !filter.sm2 || c.algorithm == Some(KeyAlgorithm::Sm2))
        .filter(|(_, c)| filter.project.is_none_or(|p| p == c.project))
        .filter(|(_, c)| filter.tags.iter().all(|t| c.tags.contains(t)))
        .filter(|(_, c)| filter.ids.as_ref().is_none_or(|i| i.contains(&c.id)))
        .filter(|(_, c)| {
            filter.ends_between.is_none_or(|(from, to)| match &c.stage {
                Stage::Issued(v) => (from..=to).contains(&v.not_after),
                _ => false,
            })
        })
        .collect();
    match filter.order {
        CertificateOrder::NewestFirst => {
            found.sort_by_key(|(put, c)| (c.created_at, *put));
            found.reverse();
        }
        CertificateOrder::ExpiryAscending => found.sort_by_key(|(put, c)| (ends(c).is_none(), ends(c), *put)),
        CertificateOrder::ExpiryDescending => {
            found.sort_by_key(|(put, c)| (ends(c).unwrap_or(Timestamp(0)), *put));
            found.reverse();
        }
    }
    found.into_iter().map(|(_, c)| c.id).collect()
}

async fn check(db: &Database, filter: CertificateFilter) {
    let wanted = expected(&filter, &all());
    check_against(db, filter, wanted).await;
}

async fn check_against(db: &Database, filter: CertificateFilter, wanted: Vec<CertificateId>) {
    let asked = filter.clone();
    let page = db.read(move |r| Ok(r.list_certificates(ACCOUNT, &asked)?)).await;
    let found: Vec<CertificateId> = page.items.into_iter().map(|c| c.id).collect();
    let cut: Vec<CertificateId> = wanted
        .iter()
        .skip(usize::try_from(filter.offset).unwrap())
        .take(usize::try_from(filter.limit).unwrap())
        .cloned()
        .collect();
    assert_eq!(found, cut, "{filter:?}");
    assert_eq!(page.total, u64::try_from(wanted.len()).unwrap(), "{filter:?}");
}

const ORDERS: [CertificateOrder; 3] =
    [CertificateOrder::NewestFirst, CertificateOrder::ExpiryAscending, CertificateOrder::ExpiryDescending];

async fn every_filter_and_order_gives_what_a_plain_loop_gives(db: Database) {
    fill(&db).await;
    for filter in filters() {
        for order in ORDERS {
            for (offset, limit) in [(0, 100), (0, 3), (2, 5), (39, 5), (100, 5), (0, 0)] {
                check(&db, CertificateFilter { order, offset, limit, ..filter.clone() }).await;
            }
        }
    }
}

fn filters() -> Vec<CertificateFilter> {
    let none = CertificateFilter { limit: 100, ..CertificateFilter::default() };
    let all_stages = vec![
        StageKind::Cancelled,
        StageKind::Failed,
        StageKind::Expired,
        StageKind::Issued,
        StageKind::Issuing,
        StageKind::Validating,
    ];
    vec![
        none.clone(),
        CertificateFilter { search: Some("ALIAS 1%".into()), ..none.clone() },
        CertificateFilter { search: Some("host1".into()), ..none.clone() },
        CertificateFilter { search: Some("C0000012".into()), ..none.clone() },
        CertificateFilter { search: Some(String::new()), ..none.clone() },
        CertificateFilter { search: Some("nothing".into()), ..none.clone() },
        CertificateFilter { stages: Some(vec![StageKind::Issued]), ..none.clone() },
        CertificateFilter { stages: Some(vec![StageKind::Cancelled]), ..none.clone() },
        CertificateFilter { stages: Some(vec![StageKind::Expired, StageKind::Failed]), ..none.clone() },
        CertificateFilter { stages: Some(vec![StageKind::Issued, StageKind::Issued]), ..none.clone() },
        CertificateFilter { stages: Some(all_stages), ..none.clone() },
        CertificateFilter { usage: Some(Usage::Authority), ..none.clone() },
        CertificateFilter { usage: Some(Usage::Server), uploaded: Some(true), ..none.clone() },
        CertificateFilter { uploaded: Some(false), stages: Some(vec![StageKind::Issued]), ..none.clone() },
        CertificateFilter { project: Some(ProjectId(2)), ..none.clone() },
        CertificateFilter { sm2: true, ..none.clone() },
        CertificateFilter { sm2: true, uploaded: Some(true), search: Some("host".into()), ..none.clone() },
        CertificateFilter {
            sm2: true,
            stages: Some(vec![StageKind::Issued, StageKind::Expired]),
            ..none.clone()
        },
        CertificateFilter { tags: vec![tag("env", "0")], ..none.clone() },
        CertificateFilter { tags: vec![tag("env", "0"), tag("env", "1")], ..none.clone() },
        CertificateFilter { tags: vec![tag("all", "")], project: Some(ProjectId(1)), ..none.clone() },
        CertificateFilter { ids: Some(vec![id(3), id(33), id(99), id(77), id(3)]), ..none.clone() },
        CertificateFilter { ends_between: Some((NOW, NOW.plus_days(2))), ..none.clone() },
        CertificateFilter {
            ends_between: Some((NOW.plus_days(2), NOW)),
            search: Some("host".into()),
            ..none.clone()
        },
        CertificateFilter {
            search: Some("org".into()),
            stages: Some(vec![StageKind::Issued, StageKind::Expired]),
            usage: Some(Usage::Server),
            uploaded: Some(false),
            ..none.clone()
        },
    ]
}

async fn pack(db: &Database) -> u64 {
    db.write(|r| Ok(r.pack_search_texts(ACCOUNT)?)).await
}

// N1: search.
async fn packed_texts_answer_like_rows(db: Database) {
    fill(&db).await;
    assert_eq!(pack(&db).await, 40);
    assert_eq!(pack(&db).await, 0);
    check_searches(&db).await;
    // The other account's certificate is called like them.
    let filter = CertificateFilter { search: Some("host".into()), limit: 5, ..CertificateFilter::default() };
    assert_eq!(db.read(move |r| Ok(r.list_certificates(OTHER, &filter)?)).await.total, 1);
}

/// Texts that come a few at a time are packed together with those before them.
async fn packing_a_few_at_a_time_answers_the_same(db: Database) {
    for few in all().chunks(7) {
        let few = few.to_vec();
        let put_in = few.len() as u64;
        db.write(move |r| {
            for certificate in &few {
                r.insert_certificate(certificate, &files())?;
            }
            Ok(())
        })
        .await;
        assert_eq!(pack(&db).await, put_in);
    }
    check_searches(&db).await;
}

async fn check_searches(db: &Database) {
    for filter in filters().into_iter().filter(|filter| filter.search.is_some()) {
        for order in ORDERS {
            for (offset, limit) in [(0, 100), (0, 3), (2, 5), (39, 5), (100, 5), (0, 0)] {
                check(db, CertificateFilter { order, offset, limit, ..filter.clone() }).await;
            }
        }
    }
}

/// Alias, deletion and insertion after packing, seen before and after packing again.
async fn what_changes_after_packing_is_found_as_it_is(db: Database) {
    fill(&db).await;
    pack(&db).await;
    let mut now = all();
    now.retain(|c| c.id != id(7) && c.id != id(8));
    for number in [3_usize, 20] {
        now[number].alias = "Renamed".into();
    }
    now.push(Certificate { alias: "renamed too".into(), ..certificate(50) });
    let (changed, added) = ([now[3].clone(), now[20].clone()], now[now.len() - 1].clone());
    let unchanged = now[5].clone();
    db.write(move |r| {
        r.update_certificate(&unchanged)?;
        for certificate in &changed {
            r.update_certificate(certificate)?;
        }
        r.insert_certificate(&added, &files())?;
        r.delete_certificate(&id(7))?;
        // Loose when it goes: once for being new, once for being changed.
        r.insert_certificate(&certificate(60), &files())?;
        r.delete_certificate(&id(60))?;
        r.update_certificate(&Certificate { alias: "Gone".into(), ..certificate(8) })?;
        Ok(r.delete_certificate(&id(8))?)
    })
    .await;
    let rounds = [0, 5, 0];
    for packed in rounds {
        if packed > 0 {
            assert_eq!(pack(&db).await, packed, "two changed, two deleted, one new");
        }
        for text in ["renamed", "Alias", "host", "c000000", "gone", "host60", "c0000008", "c0000050", "%"] {
            for order in ORDERS {
                let search = Some(text.to_owned());
                for stages in [None, Some(vec![StageKind::Issued])] {
                    let filter = CertificateFilter {
                        search: search.clone(),
                        stages,
                        order,
                        limit: 100,
                        ..CertificateFilter::default()
                    };
                    let wanted = expected(&filter, &now);
                    check_against(&db, filter, wanted).await;
                }
            }
        }
    }
}

async fn texts_are_packed_where_there_are_many(db: Database) {
    fill(&db).await;
    let due = async |at_least| db.read(move |r| Ok(r.accounts_to_pack(at_least, 9)?)).await;
    assert_eq!((due(41).await, due(40).await, due(1).await), (vec![], vec![ACCOUNT], vec![ACCOUNT, OTHER]));
    pack(&db).await;
    assert_eq!(due(1).await, [OTHER]);
}

async fn pages_join_to_the_whole_list(db: Database) {
    fill(&db).await;
    for order in ORDERS {
        let mut joined = Vec::new();
        for offset in (0..40).step_by(7) {
            let filter = CertificateFilter { order, offset, limit: 7, ..CertificateFilter::default() };
            joined.extend(db.read(move |r| Ok(r.list_certificates(ACCOUNT, &filter)?)).await.items);
        }
        let ids: Vec<CertificateId> = joined.into_iter().map(|c| c.id).collect();
        assert_eq!(
            ids,
            expected(&CertificateFilter { order, ..CertificateFilter::default() }, &all()),
            "{order:?}"
        );
    }
}

async fn empty_choices_match_nothing(db: Database) {
    fill(&db).await;
    for filter in [
        CertificateFilter { stages: Some(vec![]), limit: 5, ..CertificateFilter::default() },
        CertificateFilter { ids: Some(vec![]), limit: 5, ..CertificateFilter::default() },
    ] {
        let page = db.read(move |r| Ok(r.list_certificates(ACCOUNT, &filter)?)).await;
        assert_eq!((page.total, page.items.len()), (0, 0));
    }
}

async fn names_are_found_in_their_own_script(db: Database) {
    let named = Certificate { names: vec!["*.xn--fsqu00a.example".into()], ..certificate(1) };
    db.write(move |r| Ok(r.insert_certificate(&named, &files())?)).await;
    for (text, expected) in [("\u{4f8b}\u{5b50}", 1), ("*.xn--", 1), ("XN--FSQU00A", 1), ("\u{4f8b}x", 0)] {
        let filter =
            CertificateFilter { search: Some(text.into()), limit: 5, ..CertificateFilter::default() };
        let page = db.read(move |r| Ok(r.list_certificates(ACCOUNT, &filter)?)).await;
        assert_eq!(page.total, expected, "{text}");
    }
}

async fn overlong_searches_find_nothing(db: Database) {
    fill(&db).await;
    for text in ["%".repeat(100_000), "a".repeat(60_000)] {
        let filter = CertificateFilter { search: Some(text), limit: 5, ..CertificateFilter::default() };
        let page = db.read(move |r| Ok(r.list_certificates(ACCOUNT, &filter)?)).await;
        assert_eq!(page.total, 0);
    }
}
