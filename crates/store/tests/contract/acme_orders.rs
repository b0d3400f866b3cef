//! ACME orders, authorizations and allowances.

use crate::acme_accounts::account;
use crate::samples::NOW;
use crate::support::{ACCOUNT, Database};
use chancery_app::ports::{Scope, StoreError};
use chancery_domain::acme::{
    AcmeAccountId, AcmeChallenge, AcmeOrder, AcmeOrderId, AcmeOrderStage, Authorization, AuthorizationId,
    AuthorizationStage, AutoRenewal, ChallengeStage, ChallengeType, Identifier,
};
use chancery_domain::ids::CertificateId;
use chancery_domain::time::Timestamp;

on_both!(
    orders_survive_with_their_csr,
    orders_are_listed_latest_first,
    orders_in_process_are_found,
    a_certificate_is_replaced_by_who_comes_first,
    old_orders_are_forgotten_unless_they_go_on,
    valid_authorizations_are_found_by_identifier,
    open_authorizations_are_paged_and_old_ones_forgotten,
    allowances_change_one_at_a_time,
);

fn order_id(seconds: i64, chance: u8) -> AcmeOrderId {
    AcmeOrderId::from_chance(NOW.plus_seconds(seconds), &[chance; 16])
}

fn order(seconds: i64, owner: u8) -> AcmeOrder {
    AcmeOrder {
        id: order_id(seconds, owner),
        account: account(owner, "t").id,
        tenant: ACCOUNT,
        profile: "default".into(),
        identifiers: vec![Identifier::parse("dns", "*.shop.org").unwrap()],
        stage: AcmeOrderStage::Pending,
        expires_at: NOW.plus_seconds(seconds + 600),
        not_before: None,
        not_after: Some(NOW.plus_days(3)),
        authorizations: vec![AuthorizationId::from_chance(NOW, &[1; 16])],
        proved: Vec::new(),
        replaces: Some("a.b".into()),
        auto_renewal: None,
        next_certificate: None,
        created_at: NOW,
    }
}

fn certificate() -> CertificateId {
    CertificateId::from_chance(&[3; 8])
}

async fn orders_survive_with_their_csr(db: Database) {
    let processing = AcmeOrder {
        stage: AcmeOrderStage::Processing { certificate: certificate(), since: NOW },
        ..order(0, 1)
    };
    let valid =
        AcmeOrder { stage: AcmeOrderStage::Valid { certificate: certificate(), at: NOW }, ..order(0, 1) };
    let expected = (order(0, 1), processing.clone(), valid.clone());
    let seen = db
        .write(move |r| {
            let id = order(0, 1).id;
            r.insert_acme_order(&order(0, 1))?;
            assert!(matches!(r.insert_acme_order(&order(0, 1)), Err(StoreError::Taken(_))));
            let first = r.acme_order(&id)?.unwrap();
            assert_eq!(r.acme_order_csr(&id)?, None);
            r.update_acme_order_with_csr(&processing, &[1, 2, 3])?;
            let second = r.acme_order(&id)?.unwrap();
            r.update_acme_order(&valid)?;
            assert_eq!(r.acme_order_csr(&id)?, Some(vec![1, 2, 3]));
            Ok((first, second, r.acme_order(&id)?.unwrap()))
        })
        .await;
    assert_eq!(seen, expected);
    let absent = db.read(|r| Ok((r.acme_order(&order_id(9, 9))?, r.acme_order_csr(&order_id(9, 9))?))).await;
    assert_eq!(absent, (None, None));
}

async fn orders_are_listed_latest_first(db: Database) {
    let seen = db
        .write(|r| {
            for seconds in [3, 1, 2] {
                r.insert_acme_order(&order(seconds, 1))?;
            }
            r.insert_acme_order(&order(4, 2))?;
            let failed =
                AcmeOrder { stage: AcmeOrderStage::Invalid { at: NOW, problem: None }, ..order(5, 1) };
            r.insert_acme_order(&failed)?;
            let owner = account(1, "t").id;
            let first = r.acme_orders_of(&owner, None, 2)?;
            let second = r.acme_orders_of(&owner, first.last(), 2)?;
            Ok((first, second))
        })
        .await;
    assert_eq!(seen, (vec![order_id(3, 1), order_id(2, 1)], vec![order_id(1, 1)]));
}

async fn orders_in_process_are_found(db: Database) {
    let seen = db
        .write(|r| {
            for seconds in 1..=3 {
                r.insert_acme_order(&order(seconds, 1))?;
                let stage = AcmeOrderStage::Processing { certificate: certificate(), since: NOW };
                r.update_acme_order_with_csr(&AcmeOrder { stage, ..order(seconds, 1) }, &[1])?;
            }
            let stage = AcmeOrderStage::Valid { certificate: certificate(), at: NOW };
            r.update_acme_order(&AcmeOrder { stage, ..order(2, 1) })?;
            Ok((r.processing_acme_orders(9)?, r.processing_acme_orders(1)?))
        })
        .await;
    let (first, third) = ((ACCOUNT, order_id(1, 1)), (ACCOUNT, order_id(3, 1)));
    assert_eq!(seen, (vec![first.clone(), third], vec![first]));
}

async fn a_certificate_is_replaced_by_who_comes_first(db: Database) {
    let other = db.another_node().await;
    let mut running = Vec::new();
    for number in 0..16u8 {
        let store = if number % 2 == 0 { db.store.clone() } else { other.clone() };
        running.push(tokio::spawn(async move {
            let unit = move |r: &mut dyn chancery_app::ports::Register| {
                Ok(r.replace_certificate("serial", &order_id(0, number), None)?)
            };
            store.write(Scope::Unguarded, unit).await.unwrap()
        }));
    }
    let mut first = 0;
    for task in running {
        first += u32::from(task.await.unwrap());
    }
    assert_eq!(first, 1);
    let seen = db
        .write(|r| {
            let holder = r.replacement_of("serial")?.unwrap();
            let (next, after) = (order_id(1, 1), order_id(2, 2));
            let taken_over = r.replace_certificate("serial", &next, Some(&holder))?;
            let stale = r.replace_certificate("serial", &after, Some(&holder))?;
            Ok((taken_over, stale, r.replacement_of("serial")?, r.replacement_of("other")?))
        })
        .await;
    assert_eq!(seen, (true, false, Some(order_id(1, 1)), None));
}

async fn old_orders_are_forgotten_unless_they_go_on(db: Database) {
    let left = db
        .write(|r| {
            let renewal = AutoRenewal {
                start_date: None,
                end_date: NOW.plus_days(30),
                lifetime: 86_400,
                lifetime_adjust: 0,
                allow_certificate_get: false,
            };
            let done = AcmeOrderStage::Valid { certificate: certificate(), at: NOW };
            r.insert_acme_order(&AcmeOrder { stage: done.clone(), ..order(1, 1) })?;
            r.insert_acme_order(&AcmeOrder { stage: done, auto_renewal: Some(renewal), ..order(2, 1) })?;
            let processing = AcmeOrderStage::Processing { certificate: certificate(), since: NOW };
            r.insert_acme_order(&AcmeOrder { stage: processing, ..order(3, 1) })?;
            r.insert_acme_order(&order(4, 1))?;
            r.insert_acme_order(&order(5, 1))?;
            let before = order_id(5, 0);
            assert_eq!(r.forget_acme_orders(&before, 1)?, 1);
            assert_eq!(r.forget_acme_orders(&before, 9)?, 1);
            assert_eq!(r.forget_acme_orders(&before, 9)?, 0);
            Ok(r.acme_orders_of(&account(1, "t").id, None, 9)?)
        })
        .await;
    assert_eq!(left, [order_id(5, 1), order_id(3, 1), order_id(2, 1)]);
}

fn owner(chance: u8) -> AcmeAccountId {
    account(chance, "t").id
}

fn authorization(chance: u8, name: &str, stage: AuthorizationStage, expires_at: Timestamp) -> Authorization {
    Authorization {
        id: AuthorizationId::from_chance(NOW, &[chance; 16]),
        account: owner(1),
        identifier: Identifier::parse("dns", name).unwrap(),
        stage,
        expires_at,
        challenges: vec![AcmeChallenge {
            kind: ChallengeType::Dns01,
            token: "token".into(),
            stage: ChallengeStage::Pending,
        }],
        order: Some(order_id(0, 1)),
        caa_good_until: Some(NOW),
        created_at: NOW,
    }
}

const VALID: AuthorizationStage = AuthorizationStage::Valid { at: NOW, by: ChallengeType::Dns01 };

async fn valid_authorizations_are_found_by_identifier(db: Database) {
    let (short, long) = (NOW.plus_seconds(60), NOW.plus_seconds(90));
    let seen = db
        .write(move |r| {
            r.insert_authorization(&authorization(1, "shop.org", VALID, short))?;
            r.insert_authorization(&authorization(2, "shop.org", VALID, long))?;
            r.insert_authorization(&authorization(3, "shop.org", AuthorizationStage::Pending, long))?;
            r.insert_authorization(&authorization(4, "*.shop.org", VALID, short))?;
            let taken = r.insert_authorization(&authorization(4, "shop.org", VALID, short));
            assert!(matches!(taken, Err(StoreError::Taken(_))));
            let mut find = |who: u8, name: &str, now: Timestamp| {
                let identifier = Identifier::parse("dns", name).unwrap();
                r.valid_authorization(&owner(who), &identifier, now).unwrap().map(|found| found.id)
            };
            let found = [
                find(1, "shop.org", NOW),
                find(1, "shop.org", long),
                find(1, "*.shop.org", NOW),
                find(2, "shop.org", NOW),
                find(1, "www.shop.org", NOW),
            ];
            r.update_authorization(&authorization(2, "shop.org", AuthorizationStage::Deactivated, long))?;
            let identifier = Identifier::parse("dns", "shop.org").unwrap();
            let after = r.valid_authorization(&owner(1), &identifier, NOW)?.map(|found| found.id);
            Ok((found, after, r.authorization(&authorization(4, "x.org", VALID, NOW).id)?))
        })
        .await;
    let id = |chance: u8| Some(authorization(chance, "shop.org", VALID, NOW).id);
    assert_eq!(seen.0, [id(2), None, id(4), None, None]);
    assert_eq!(seen.1, id(1));
    assert_eq!(seen.2, Some(authorization(4, "*.shop.org", VALID, short)));
}

async fn open_authorizations_are_paged_and_old_ones_forgotten(db: Database) {
    let seen = db
        .write(|r| {
            for (chance, stage) in [
                (1, AuthorizationStage::Pending),
                (2, VALID),
                (3, AuthorizationStage::Invalid),
                (4, AuthorizationStage::Pending),
            ] {
                r.insert_authorization(&authorization(chance, "shop.org", stage, NOW.plus_seconds(60)))?;
            }
            let first = r.open_authorizations(&owner(1), None, 2)?;
            let second = r.open_authorizations(&owner(1), first.last().map(|a| &a.id), 9)?;
            let later = AuthorizationId::from_chance(NOW.plus_seconds(1), &[0; 16]);
            // The invalid one goes at once, the others when their time has passed.
            let forgotten = [
                r.forget_authorizations(&AuthorizationId::from_chance(NOW, &[0; 16]), NOW, 9)?,
                r.forget_authorizations(&later, NOW, 9)?,
                r.forget_authorizations(&later, NOW.plus_seconds(61), 2)?,
                r.forget_authorizations(&later, NOW.plus_seconds(61), 9)?,
            ];
            Ok((first.len(), second.len(), forgotten))
        })
        .await;
    assert_eq!(seen, (2, 1, [0, 1, 2, 1]));
}

async fn allowances_change_one_at_a_time(db: Database) {
    let other = db.another_node().await;
    for before in [None, Some(1)] {
        let mut running = Vec::new();
        for number in 0..16 {
            let store = if number % 2 == 0 { db.store.clone() } else { other.clone() };
            running.push(tokio::spawn(async move {
                let after = before.unwrap_or(0) + 1;
                store.write(Scope::Unguarded, move |r| Ok(r.keep_rate("k", before, after)?)).await.unwrap()
            }));
        }
        let mut kept = 0;
        for task in running {
            kept += u32::from(task.await.unwrap());
        }
        assert_eq!(kept, 1, "{before:?}");
    }
    let seen = db
        .write(|r| {
            r.keep_rate("later", None, 50)?;
            let forgotten = [r.forget_rates(2, 9)?, r.forget_rates(3, 9)?];
            Ok((forgotten, r.rate("k")?, r.rate("later")?))
        })
        .await;
    assert_eq!(seen, ([0, 1], None, Some(50)));
}
