//! Every stage against every action; what may be used when; sums of a reckoning.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::ids::{AccountId, GiftCardId, OrderId, VoucherId};

const ME: AccountId = AccountId::FIRST;
const OTHER: AccountId = AccountId(100_000_000_002);
const NOW: Timestamp = Timestamp(1_800_000_000);

fn voucher(worth: Worth) -> Voucher {
    Voucher {
        id: VoucherId(1),
        account: Some(ME),
        worth,
        minimum: Cents(1_000),
        brand: None,
        issued_at: NOW,
        ends_at: NOW.plus_days(30),
        stage: Stage::Open,
    }
}

// C1, C4: the golden matrix of vouchers and gift cards.
#[test]
fn every_stage_against_every_action() {
    let used = Stage::Used { by: ME, order: Some(OrderId(1)), at: NOW };
    let mut shown = String::from("stage      use        withdraw\n");
    for stage in [Stage::Open, used, Stage::Withdrawn { at: NOW }] {
        let word = |result: Result<Stage, VoucherError>| match result {
            Ok(next) => next.code().to_owned(),
            Err(VoucherError::Used { .. }) => "(used)".to_owned(),
            Err(VoucherError::Withdrawn { .. }) => "(gone)".to_owned(),
            Err(other) => panic!("{other}"),
        };
        let spend = word(stage.spend("voucher", ME, None, NOW));
        let withdraw = word(stage.withdraw("voucher", NOW));
        shown.push_str(&format!("{:<10} {spend:<10} {withdraw}\n", stage.code()));
    }
    assert_eq!(shown, include_str!("matrix.txt"));
}

// C1: amount or percentage, minimum, expiry, owner, brand.
#[test]
fn a_voucher_takes_off_what_it_promises_and_nothing_else() {
    let amount = voucher(Worth::Amount(Cents(2_500)));
    let percent = voucher(Worth::Percent(15));
    let own = Voucher { brand: Some("geotrust".into()), ..amount.clone() };
    let open = Voucher { account: None, ..amount.clone() };
    let last = NOW.plus_days(30).plus_seconds(-1);
    let table = [
        (&amount, ME, 10_000, NOW, Ok(2_500)),
        (&amount, ME, 2_000, NOW, Ok(2_000)),
        (&amount, ME, 1_000, last, Ok(1_000)),
        (&amount, ME, 999, NOW, Err("orders of 10.00 or more")),
        (&amount, ME, 10_000, NOW.plus_days(30), Err("could be used until")),
        (&amount, OTHER, 10_000, NOW, Err("there is none like this")),
        (&open, OTHER, 10_000, NOW, Ok(2_500)),
        (&own, ME, 10_000, NOW, Err("brand geotrust")),
        (&percent, ME, 9_999, NOW, Ok(1_499)),
    ];
    for (voucher, account, due, at, expected) in table {
        let got = voucher.takes_off(account, "trustasia", Cents(due), at);
        match (got, expected) {
            (Ok(cents), Ok(wanted)) => assert_eq!(cents, Cents(wanted), "{voucher:?}"),
            (Err(error), Err(words)) => assert!(error.to_string().contains(words), "{error}"),
            (got, wanted) => panic!("{got:?} instead of {wanted:?} for {due} of {voucher:?}"),
        }
    }
    assert_eq!(own.takes_off(ME, "geotrust", Cents(10_000), NOW), Ok(Cents(2_500)));
}

#[test]
fn senseless_values_are_refused() {
    for worth in [Worth::Amount(Cents(0)), Worth::Amount(Cents(-1)), Worth::Percent(0), Worth::Percent(101)] {
        assert!(voucher(worth).check().is_err(), "{worth:?}");
    }
    let good = voucher(Worth::Percent(100));
    assert_eq!(good.check(), Ok(()));
    assert!(Voucher { minimum: Cents(-1), ..good.clone() }.check().is_err());
    assert!(Voucher { ends_at: NOW, ..good }.check().is_err());
    let card = GiftCard {
        id: GiftCardId(1),
        cents: Cents(1),
        issued_at: NOW,
        ends_at: NOW.plus_days(1),
        stage: Stage::Open,
    };
    assert_eq!(card.check(), Ok(()));
    assert!(GiftCard { cents: Cents(0), ..card.clone() }.check().is_err());
    assert!(GiftCard { ends_at: NOW, ..card }.check().is_err());
}

// C1: a gift card is redeemed once, and not after its end.
#[test]
fn a_gift_card_is_redeemed_once_in_time() {
    let card = GiftCard {
        id: GiftCardId(1),
        cents: Cents(500),
        issued_at: NOW,
        ends_at: NOW.plus_days(1),
        stage: Stage::Open,
    };
    let used = card.clone().redeemed(ME, NOW).unwrap();
    assert_eq!(used.clone().redeemed(OTHER, NOW), Err(VoucherError::Used { what: "gift card" }));
    assert!(matches!(used.withdrawn(NOW), Err(VoucherError::Used { .. })));
    assert!(matches!(card.clone().redeemed(ME, NOW.plus_days(1)), Err(VoucherError::Expired { .. })));
    let gone = card.withdrawn(NOW).unwrap();
    assert!(matches!(gone.redeemed(ME, NOW), Err(VoucherError::Withdrawn { .. })));
}

fn discount(brand: Option<&str>, percent: u8, ends_at: Option<Timestamp>) -> Discount {
    Discount { account: ME, brand: brand.map(str::to_owned), percent, ends_at, set_at: NOW.plus_days(-9) }
}

// C4: a brand's own discount goes before the one for everything, also where it is smaller.
#[test]
fn the_brands_own_discount_counts_first() {
    let all = [
        discount(None, 20, None),
        discount(Some("geotrust"), 5, None),
        discount(Some("wotrus"), 50, Some(NOW)),
    ];
    let percent = |brand| Discount::best(&all, brand, NOW).map(|d| d.percent);
    assert_eq!((percent("geotrust"), percent("wotrus"), percent("cfca")), (Some(5), Some(20), Some(20)));
    assert_eq!(Discount::best(&all[1..], "cfca", NOW), None);
    assert!(discount(None, 0, None).check().is_err() && discount(None, 101, None).check().is_err());
    assert!(discount(None, 100, None).check().is_ok());
    assert!(discount(None, 5, Some(NOW.plus_days(-9))).check().is_err());
}

// C1, A7: discount, voucher and rest are always the price, to the cent.
#[test]
fn the_lines_of_a_reckoning_sum_to_the_price() {
    for due in (0..2_000).chain([83_600, 99_999_999, i64::MAX]) {
        for percent in [1, 7, 33, 99, 100] {
            for worth in [Worth::Amount(Cents(777)), Worth::Percent(13)] {
                let paper = Voucher { minimum: Cents::ZERO, ..voucher(worth) };
                let discounts = [discount(None, percent, None)];
                let sum = reckon(ME, "x", Cents(due), &discounts, Some(&paper), NOW).unwrap();
                assert_eq!(sum.discount_cents().0 + sum.voucher_cents().0 + sum.rest.0, due);
                assert!(sum.rest.0 >= 0);
            }
        }
    }
    assert!(reckon(ME, "x", Cents(-1), &[], None, NOW).is_err());
    let free = reckon(ME, "x", Cents(0), &[], Some(&voucher(Worth::Percent(10))), NOW).unwrap();
    assert_eq!(free.voucher, None);
}
