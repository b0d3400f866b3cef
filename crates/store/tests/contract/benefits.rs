//! Benefit packages, their consumption log, transfers and extra places come back as they were stored; a transfer is
//! closed once (B3, C3).

use crate::samples::NOW;
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::ports::{Scope, StoreError};
use chancery_domain::benefit::{
    ExtraPlaces, Movement, MovementKind, Package, Source, Stage, Transfer, TransferStage,
};
use chancery_domain::ids::{AccountId, OrderId, PackageId};

on_both!(
    packages_come_back_and_are_listed_newest_first,
    movements_are_listed_latest_first,
    a_transfer_is_closed_by_one_of_two_accounts,
    extra_places_are_kept_by_account,
);

fn id(number: u8) -> PackageId {
    PackageId::from_chance(&[number; 12])
}

fn package(number: u8, account: AccountId, seconds: i64) -> Package {
    Package {
        id: id(number),
        account,
        kind: "ssl_100".into(),
        total: 100,
        balance: 40,
        source: Source::Bought(OrderId(7)),
        touched: true,
        stage: Stage::Usable,
        created_at: NOW.plus_seconds(seconds),
        expires_at: NOW.plus_days(365),
        changed_at: NOW,
    }
}

async fn packages_come_back_and_are_listed_newest_first(db: Database) {
    db.write(|r| {
        for (number, account, seconds) in [(1, ACCOUNT, 0), (2, ACCOUNT, 5), (3, OTHER, 9)] {
            r.insert_package(&package(number, account, seconds))?;
        }
        let taken = r.insert_package(&package(1, OTHER, 0));
        assert!(matches!(taken, Err(StoreError::Taken(_))));
        Ok(())
    })
    .await;
    let listed = db.read(|r| Ok(r.packages(ACCOUNT)?)).await;
    assert_eq!(listed, [package(2, ACCOUNT, 5), package(1, ACCOUNT, 0)]);
    let changed = Package { balance: 0, stage: Stage::Used, ..package(1, ACCOUNT, 0) };
    let kept = changed.clone();
    db.write(move |r| Ok(r.update_package(&kept)?)).await;
    assert_eq!(db.read(|r| Ok(r.package(&id(1))?)).await, Some(changed));
    assert_eq!(db.read(|r| Ok(r.package(&id(9))?)).await, None);
    let refused = db.write(|r| Ok(r.update_package(&package(9, ACCOUNT, 0)))).await;
    assert!(matches!(refused, Err(StoreError::Broken(_))));
}

async fn movements_are_listed_latest_first(db: Database) {
    let line = |kind: MovementKind, points: i64| Movement {
        package: id(1),
        at: NOW,
        kind,
        points,
        balance: points,
        order: (points < 0).then_some(OrderId(3)),
    };
    db.write(move |r| {
        for (number, kind) in MovementKind::ALL.into_iter().enumerate() {
            r.add_movement(&line(kind, if number == 1 { -9 } else { i64::try_from(number).unwrap() }))?;
        }
        Ok(r.add_movement(&Movement { package: id(2), ..line(MovementKind::Used, -1) })?)
    })
    .await;
    let (total, page) = db.read(|r| Ok(r.movements(&id(1), 4, 2)?)).await;
    assert_eq!(total, 7);
    assert_eq!(page, [line(MovementKind::Returned, 2), line(MovementKind::Used, -9)]);
}

fn transfer() -> Transfer {
    Transfer {
        code_sha256: "ab".repeat(32),
        code_begins: "7KQ2M".into(),
        package: id(1),
        from: ACCOUNT,
        to: OTHER,
        points: 10,
        points_expire_at: NOW.plus_days(365),
        stage: TransferStage::Open,
        created_at: NOW,
        expires_at: NOW.plus_days(7),
    }
}

async fn a_transfer_is_closed_by_one_of_two_accounts(db: Database) {
    db.write(|r| {
        r.insert_transfer(&transfer())?;
        assert!(matches!(r.insert_transfer(&transfer()), Err(StoreError::Taken(_))));
        Ok(())
    })
    .await;
    let other = db.another_node().await;
    let mut running = Vec::new();
    for number in 0..12_u8 {
        let redeemed = number % 2 == 0;
        let (store, account) = if redeemed { (db.store.clone(), OTHER) } else { (other.clone(), ACCOUNT) };
        running.push(tokio::spawn(async move {
            let unit = move |r: &mut dyn chancery_app::ports::Register| {
                let open = r.transfer(&transfer().code_sha256)?.unwrap();
                let stage = if redeemed {
                    TransferStage::Redeemed { at: NOW, package: id(number) }
                } else {
                    TransferStage::Lapsed { at: NOW }
                };
                Ok(r.close_transfer(&Transfer { stage, ..open })?)
            };
            store.write(Scope::Account(account), unit).await.unwrap()
        }));
    }
    let mut closed = 0;
    for task in running {
        closed += u32::from(task.await.unwrap());
    }
    assert_eq!(closed, 1);
    let later = Transfer {
        code_sha256: "later".into(),
        created_at: NOW.plus_seconds(1),
        stage: TransferStage::Open,
        ..transfer()
    };
    let newest = later.clone();
    db.write(move |r| Ok(r.insert_transfer(&later)?)).await;
    assert_eq!(db.read(|r| Ok(r.transfers(&id(1), 1)?)).await, [newest]);
    let mut found = db.read(|r| Ok(r.transfers(&id(1), 9)?)).await;
    assert_eq!(found.remove(0).stage, TransferStage::Open);
    assert!(found.len() == 1 && found[0].stage != TransferStage::Open);
    assert_eq!(db.read(|r| Ok(r.transfer("none")?)).await, None);
}

async fn extra_places_are_kept_by_account(db: Database) {
    let places = |number: u8, account: AccountId| ExtraPlaces {
        id: id(number),
        account,
        places: i64::from(number),
        created_at: NOW.plus_seconds(i64::from(number)),
        expires_at: NOW.plus_days(365),
    };
    db.write(move |r| {
        for (number, account) in [(1, ACCOUNT), (2, ACCOUNT), (3, OTHER)] {
            r.insert_extra_places(&places(number, account))?;
        }
        let taken = r.insert_extra_places(&places(1, OTHER));
        assert!(matches!(taken, Err(StoreError::Taken(_))));
        Ok(())
    })
    .await;
    let kept = db.read(|r| Ok(r.extra_places(ACCOUNT)?)).await;
    assert_eq!(kept, [places(2, ACCOUNT), places(1, ACCOUNT)]);
}
