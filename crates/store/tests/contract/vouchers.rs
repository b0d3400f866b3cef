//! Vouchers, gift cards and discounts: found by digest, closed once.

use crate::samples::NOW;
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::ports::{Register, Scope, StoreError, VoucherFilter};
use chancery_domain::ids::{GiftCardId, OrderId, VoucherId};
use chancery_domain::money::Cents;
use chancery_domain::voucher::{Discount, GiftCard, Stage, Voucher, Worth};

on_both!(
    vouchers_come_back_by_number_and_code,
    gift_cards_come_back_by_number_and_code,
    a_voucher_and_a_card_are_closed_once_by_many_at_once,
    discounts_are_one_per_brand,
);

fn voucher() -> Voucher {
    Voucher {
        id: VoucherId(0),
        account: Some(ACCOUNT),
        worth: Worth::Amount(Cents(500)),
        minimum: Cents(100),
        brand: Some("geotrust".into()),
        issued_at: NOW,
        ends_at: NOW.plus_days(1),
        stage: Stage::Open,
    }
}

fn card() -> GiftCard {
    GiftCard {
        id: GiftCardId(0),
        cents: Cents(500),
        issued_at: NOW,
        ends_at: NOW.plus_days(1),
        stage: Stage::Open,
    }
}

async fn vouchers_come_back_by_number_and_code(db: Database) {
    let open = Voucher { account: None, worth: Worth::Percent(15), brand: None, ..voucher() };
    let other = open.clone();
    let (first, second, taken) = db
        .write(move |r| {
            let first = r.insert_voucher(&voucher(), "digest-1")?;
            let second = r.insert_voucher(&other, "digest-2")?;
            Ok((first, second, r.insert_voucher(&other, "digest-2")))
        })
        .await;
    assert!(matches!(taken, Err(StoreError::Taken(_))));
    let (own, open) = (Voucher { id: first, ..voucher() }, Voucher { id: second, ..open });
    let found = db
        .read(move |r| {
            Ok([r.voucher(first)?, r.voucher_by_code("digest-2")?, r.voucher_by_code("digest-3")?])
        })
        .await;
    assert_eq!(found, [Some(own.clone()), Some(open.clone()), None]);
    let all = VoucherFilter { account: None, usable_at: None, offset: 0, limit: 10 };
    let mine = VoucherFilter { account: Some(ACCOUNT), ..all };
    let lists = db.read(move |r| Ok((r.vouchers(all)?, r.vouchers(mine)?))).await;
    assert_eq!(lists, ((2, vec![open.clone(), own.clone()]), (1, vec![own.clone()])));
    let usable = move |at, filter| VoucherFilter { usable_at: Some(at), ..filter };
    let (in_time, end) = (NOW.plus_days(1).plus_seconds(-1), NOW.plus_days(1));
    let lists = db
        .read(move |r| {
            Ok([
                r.vouchers(usable(in_time, all))?.0,
                r.vouchers(usable(in_time, mine))?.0,
                r.vouchers(usable(end, all))?.0,
            ])
        })
        .await;
    assert_eq!(lists, [2, 1, 0]);
    let used = own.spent(ACCOUNT, OrderId(9), NOW).unwrap();
    let gone = open.withdrawn(NOW).unwrap();
    let (a, b) = (used.clone(), gone.clone());
    let closed =
        db.write(move |r| Ok([r.close_voucher(&a)?, r.close_voucher(&a)?, r.close_voucher(&b)?])).await;
    assert_eq!(closed, [true, false, true]);
    assert_eq!(db.read(move |r| Ok(r.vouchers(usable(in_time, all))?)).await, (0, vec![]));
    let found = db.read(move |r| Ok([r.voucher(first)?, r.voucher(second)?])).await;
    assert_eq!(found, [Some(used), Some(gone)]);
}

async fn gift_cards_come_back_by_number_and_code(db: Database) {
    let (id, taken) = db
        .write(|r| Ok((r.insert_gift_card(&card(), "digest")?, r.insert_gift_card(&card(), "digest"))))
        .await;
    assert!(matches!(taken, Err(StoreError::Taken(_))));
    let kept = GiftCard { id, ..card() };
    let found = db.read(move |r| Ok([r.gift_card(id)?, r.gift_card_by_code("digest")?])).await;
    assert_eq!(found, [Some(kept.clone()), Some(kept.clone())]);
    assert_eq!(db.read(|r| Ok(r.gift_cards(0, 10)?)).await, (1, vec![kept.clone()]));
    assert_eq!(db.read(|r| Ok(r.gift_card_by_code("other")?)).await, None);
    let used = kept.redeemed(OTHER, NOW).unwrap();
    let change = used.clone();
    assert_eq!(
        db.write(move |r| Ok([r.close_gift_card(&change)?, r.close_gift_card(&change)?])).await,
        [true, false]
    );
    assert_eq!(db.read(move |r| Ok(r.gift_card(id)?)).await, Some(used));
}

async fn a_voucher_and_a_card_are_closed_once_by_many_at_once(db: Database) {
    let open = Voucher { account: None, ..voucher() };
    let (number, card_number) =
        db.write(move |r| Ok((r.insert_voucher(&open, "v")?, r.insert_gift_card(&card(), "g")?))).await;
    let other = db.another_node().await;
    let mut running = Vec::new();
    for turn in 0..16 {
        let store = if turn % 2 == 0 { db.store.clone() } else { other.clone() };
        let account = if turn % 4 < 2 { ACCOUNT } else { OTHER };
        running.push(tokio::spawn(async move {
            let close = move |r: &mut dyn Register| {
                let voucher = Voucher { id: number, account: None, ..voucher() };
                let card = GiftCard { id: card_number, ..card() };
                let voucher = voucher.spent(account, OrderId(turn), NOW).unwrap();
                let card = card.redeemed(account, NOW).unwrap();
                Ok((r.close_voucher(&voucher)?, r.close_gift_card(&card)?))
            };
            store.write(Scope::Account(account), close).await.unwrap()
        }));
    }
    let (mut vouchers, mut cards) = (0, 0);
    for task in running {
        let (voucher, card) = task.await.unwrap();
        vouchers += i32::from(voucher);
        cards += i32::from(card);
    }
    assert_eq!((vouchers, cards), (1, 1));
}

async fn discounts_are_one_per_brand(db: Database) {
    let everything = Discount { account: ACCOUNT, brand: None, percent: 5, ends_at: None, set_at: NOW };
    let brand = Discount {
        brand: Some("geotrust".into()),
        percent: 20,
        ends_at: Some(NOW.plus_days(1)),
        ..everything.clone()
    };
    let raised = Discount { percent: 30, ..brand.clone() };
    let (a, b, c) = (everything.clone(), brand, raised.clone());
    db.write(move |r| {
        r.set_discount(&b)?;
        r.set_discount(&a)?;
        Ok(r.set_discount(&c)?)
    })
    .await;
    assert_eq!(db.read(|r| Ok(r.discounts(ACCOUNT)?)).await, [everything, raised.clone()]);
    assert_eq!(db.read(|r| Ok(r.discounts(OTHER)?)).await, []);
    let removed =
        db.write(|r| Ok([r.remove_discount(ACCOUNT, None)?, r.remove_discount(ACCOUNT, None)?])).await;
    assert_eq!(removed, [true, false]);
    assert_eq!(db.read(|r| Ok(r.discounts(ACCOUNT)?)).await, [raised]);
}
