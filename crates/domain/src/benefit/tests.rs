//! Tables for packages, draws and transfers, and the golden matrix of a package's stages.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use super::*;
use crate::ids::{AccountId, OrderId, PackageId};
use crate::time::Timestamp;

const NOW: Timestamp = Timestamp(1_800_000_000);
const YEAR: i64 = 365;

fn id(number: u8) -> PackageId {
    PackageId::from_chance(&[number; 12])
}

fn package(number: u8, total: i64, balance: i64) -> Package {
    Package {
        id: id(number),
        account: AccountId::FIRST,
        kind: "ssl_100".into(),
        total,
        balance,
        source: Source::Bought(OrderId(1)),
        touched: balance < total,
        stage: if balance == 0 { Stage::Used } else { Stage::Usable },
        created_at: NOW,
        expires_at: NOW.plus_days(YEAR),
        changed_at: NOW,
    }
}

fn shown(package: &Package) -> String {
    format!("{} {}/{}", package.stage.code(), package.balance, package.total)
}

type Action = (&'static str, fn(Package) -> Result<Package, BenefitError>);

// C3: every stage of a package against every action.
#[test]
fn the_matrix_is_as_written() {
    let stages = [
        package(1, 100, 100),
        package(1, 100, 40),
        package(1, 100, 0),
        package(1, 100, 40).expire(NOW.plus_days(YEAR)),
        package(1, 100, 100).refund(5, NOW).expect("refunded"),
    ];
    let actions: [Action; 11] = [
        ("take 40", |p| p.take(40, NOW)),
        ("take 41", |p| p.take(41, NOW)),
        ("take 0", |p| p.take(0, NOW)),
        ("take 1: last second", |p| p.take(1, NOW.plus_days(YEAR).plus_seconds(-1))),
        ("take 1: at its end", |p| p.take(1, NOW.plus_days(YEAR))),
        ("put back 60", |p| p.put_back(60, NOW)),
        ("put back 60: after its end", |p| p.put_back(60, NOW.plus_days(YEAR))),
        ("put back 101", |p| p.put_back(101, NOW)),
        ("expire: at its end", |p| Ok(p.expire(NOW.plus_days(YEAR)))),
        ("refund: last second", |p| p.refund(5, NOW.plus_days(5).plus_seconds(-1))),
        ("refund: after 5 days", |p| p.refund(5, NOW.plus_days(5))),
    ];
    let mut text = String::from(
        "# package x action -> next stage and points, or ! and why not. Refresh: UPDATE_MATRIX=1 cargo test -p chancery-domain\n",
    );
    for stage in &stages {
        text.push_str(&format!("\n{}\n", shown(stage)));
        for (action, run) in &actions {
            let outcome = match run(stage.clone()) {
                Ok(next) => shown(&next),
                Err(error) => format!("! {error}"),
            };
            text.push_str(&format!("  {action:<28} {outcome}\n"));
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/benefit/matrix.txt");
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(path, &text).expect("matrix written");
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), text);
}

// C3: points come from the packages in the order named, and nothing is taken when they do not reach.
#[test]
fn a_draw_takes_from_each_package_as_far_as_it_reaches() {
    let packages = [package(1, 100, 30), package(2, 100, 0), package(3, 500, 500)];
    let drawn = draw(&packages, 100, NOW).unwrap();
    let used: Vec<(&str, i64)> = drawn.used.iter().map(|u| (u.package.0.as_str(), u.points)).collect();
    assert_eq!(used, [(id(1).0.as_str(), 30), (id(3).0.as_str(), 70)]);
    assert_eq!(drawn.packages.iter().map(shown).collect::<Vec<_>>(), ["used 0/100", "usable 430/500"]);
    assert_eq!(draw(&packages, 530, NOW).unwrap().used.len(), 2);
    assert_eq!(draw(&packages, 531, NOW), Err(BenefitError::TooFew { needed: 531, held: 530 }));
    let expired = [package(1, 100, 30).expire(NOW.plus_days(YEAR))];
    assert_eq!(draw(&expired, 1, NOW), Err(BenefitError::Expired { package: id(1) }));
    assert_eq!(draw(&packages, 1, NOW.plus_days(YEAR)), Err(BenefitError::Expired { package: id(1) }));
}

// C3: only a bought package of which no point was ever used goes back, even if the points came back.
#[test]
fn a_package_that_was_ever_used_is_not_refunded() {
    let used = package(1, 100, 100).take(10, NOW).unwrap().put_back(10, NOW).unwrap();
    assert_eq!(used.balance, 100);
    assert_eq!(used.refund(5, NOW), Err(BenefitError::NotUntouched));
    let granted = Package { source: Source::Granted, ..package(1, 100, 100) };
    assert_eq!(granted.refund(5, NOW), Err(BenefitError::NotUntouched));
    let received = Package { source: Source::Transferred { from: AccountId(1) }, ..package(1, 100, 100) };
    assert_eq!(received.refund(5, NOW), Err(BenefitError::NotUntouched));
}

fn transfer() -> Transfer {
    Transfer {
        code_sha256: "00".repeat(32),
        code_begins: "abcd".into(),
        package: id(1),
        from: AccountId(1),
        to: AccountId(2),
        points: 10,
        points_expire_at: NOW.plus_days(YEAR),
        stage: TransferStage::Open,
        created_at: NOW,
        expires_at: NOW.plus_days(7),
    }
}

// C3: a code is redeemed once, by the account that it is for, and is never taken back before its end.
#[test]
fn a_transfer_is_redeemed_once_by_the_account_it_is_for() {
    let last = NOW.plus_days(7).plus_seconds(-1);
    let over = NOW.plus_days(7);
    let redeemed = transfer().redeem(AccountId(2), id(9), last).unwrap();
    assert_eq!(redeemed.stage, TransferStage::Redeemed { at: last, package: id(9) });
    assert_eq!(redeemed.clone().redeem(AccountId(2), id(8), last), Err(BenefitError::TransferOver));
    assert_eq!(redeemed.lapse(over), Err(BenefitError::TransferOver));
    assert_eq!(transfer().redeem(AccountId(1), id(9), NOW), Err(BenefitError::NotForThisAccount));
    assert_eq!(transfer().redeem(AccountId(2), id(9), over), Err(BenefitError::TransferOver));
    assert_eq!(transfer().lapse(last), Err(BenefitError::TransferOver));
    let lapsed = transfer().lapse(over).unwrap();
    assert_eq!(lapsed.stage, TransferStage::Lapsed { at: over });
    assert_eq!(lapsed.clone().lapse(over), Err(BenefitError::TransferOver));
    assert_eq!(lapsed.redeem(AccountId(2), id(9), NOW), Err(BenefitError::TransferOver));
}

// B3: extra places count until their end.
#[test]
fn extra_places_count_until_their_end() {
    let places = ExtraPlaces {
        id: id(1),
        account: AccountId::FIRST,
        places: 20,
        created_at: NOW,
        expires_at: NOW.plus_days(YEAR),
    };
    assert_eq!(places.in_force(NOW), 20);
    assert_eq!(places.in_force(NOW.plus_days(YEAR).plus_seconds(-1)), 20);
    assert_eq!(places.in_force(NOW.plus_days(YEAR)), 0);
}
