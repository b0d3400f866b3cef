//! Orders come back as they were stored, are found and listed; tokens are taken once.

use crate::samples::{NOW, id};
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::ports::{OrderFilter, StoreError, TokenUse};
use chancery_domain::catalogue::{Quote, QuoteLine};
use chancery_domain::ids::{AccountId, OrderId, PackageId};
use chancery_domain::money::Cents;
use chancery_domain::order::{
    CertificateGoods, Ending, Goods, Order, PointsGoods, PointsUsed, ProductCode, Settlement, Stage, Wishes,
};

on_both!(
    orders_come_back_under_their_number_and_change,
    orders_of_the_first_release_are_read_from_their_columns,
    orders_are_listed_newest_first_by_stage,
    a_token_is_taken_once,
);

fn certificate_order(account: AccountId) -> Order {
    Order {
        id: OrderId(0),
        account,
        goods: Goods::Certificate(CertificateGoods {
            product: ProductCode(u32::MAX),
            name_count: 3,
            years: 2,
            term_days: 730,
            certificate: Some(id(1)),
            wishes: Wishes {
                tags: vec![("team".into(), "web".into())],
                renews: Some(id(7)),
                ..Wishes::default()
            },
        }),
        quote: Quote {
            lines: vec![QuoteLine { text: "base".into(), count: 2, unit: Cents(5), amount: Cents(10) }],
            total: Cents(10),
        },
        settlement: Settlement::Points(vec![PointsUsed { package: PackageId("pkg-1".into()), points: 9 }]),
        stage: Stage::Paid { at: NOW },
        created_at: NOW,
    }
}

async fn orders_come_back_under_their_number_and_change(db: Database) {
    let order = certificate_order(ACCOUNT);
    let kept = order.clone();
    let (first, second) = db.write(move |r| Ok((r.insert_order(&kept)?, r.insert_order(&kept)?))).await;
    assert!(first < second);
    for stage in [
        Stage::Unpaid { closes_at: NOW.plus_days(1) },
        Stage::Refunding { asked_at: NOW },
        Stage::Refunded { at: NOW },
        Stage::Cancelled { at: NOW },
        Stage::Closed { at: NOW, because: Ending::NotPaid },
    ] {
        let changed = Order { id: first, stage, ..order.clone() };
        let kept = changed.clone();
        db.write(move |r| Ok(r.update_order(&kept)?)).await;
        let found = db.read(move |r| Ok(r.order(first)?)).await;
        assert_eq!(found, Some(changed));
    }
    let goods = PointsGoods { kind: "ssl_100".into(), points: 100, package: None };
    let points = Order { id: first, goods: Goods::Points(goods), ..order.clone() };
    let kept = points.clone();
    db.write(move |r| Ok(r.update_order(&kept)?)).await;
    assert_eq!(db.read(move |r| Ok(r.order(first)?)).await, Some(points));
    let expected = Order { id: second, ..order.clone() };
    assert_eq!(db.read(move |r| Ok(r.order(second)?)).await, Some(expected.clone()));
    assert_eq!(db.read(move |r| Ok(r.order_of_certificate(&id(1))?)).await, Some(expected));
    assert_eq!(db.read(move |r| Ok(r.order_of_certificate(&id(2))?)).await, None);
    let missing = Order { id: OrderId(second.0 + 1), ..order };
    let missing_id = missing.id;
    assert_eq!(db.read(move |r| Ok(r.order(missing_id)?)).await, None);
    let refused = db.write(move |r| Ok(r.update_order(&missing))).await;
    assert!(matches!(refused, Err(StoreError::Broken(_))));
}

async fn orders_of_the_first_release_are_read_from_their_columns(db: Database) {
    db.raw(
        "INSERT INTO orders (account, certificate, product, term_days, price_cents, stage, created_at) \
         VALUES (100000000001, 'c0000005', 83, 90, 0, 'closed', 1800000000)",
    )
    .await;
    let found = db.read(|r| Ok(r.order_of_certificate(&id(5))?)).await.expect("found");
    assert_eq!(found.account, ACCOUNT);
    assert_eq!(found.certificate(), Some(&id(5)));
    assert_eq!(found.settlement, Settlement::Free);
    assert_eq!(found.stage, Stage::Closed { at: NOW, because: Ending::Delivered });
}

async fn orders_are_listed_newest_first_by_stage(db: Database) {
    db.write(|r| {
        for (seconds, account, stage) in [
            (0, ACCOUNT, Stage::Paid { at: NOW }),
            (5, ACCOUNT, Stage::Unpaid { closes_at: NOW }),
            (3, ACCOUNT, Stage::Paid { at: NOW }),
            (9, OTHER, Stage::Paid { at: NOW }),
        ] {
            let order = certificate_order(account);
            r.insert_order(&Order { stage, created_at: NOW.plus_seconds(seconds), ..order })?;
        }
        Ok(())
    })
    .await;
    for (stage, offset, limit, total, seconds) in [
        (None, 0, 10, 3, vec![5, 3, 0]),
        (None, 1, 1, 3, vec![3]),
        (Some("paid"), 0, 10, 2, vec![3, 0]),
        (Some("refunded"), 0, 10, 0, vec![]),
    ] {
        let filter = OrderFilter { stage: stage.map(str::to_owned), offset, limit };
        let page = db.read(move |r| Ok(r.list_orders(ACCOUNT, &filter)?)).await;
        let found: Vec<i64> = page.items.iter().map(|order| order.created_at.seconds_since(NOW)).collect();
        assert_eq!((page.total, found), (total, seconds), "{stage:?}");
    }
}

async fn a_token_is_taken_once(db: Database) {
    let first = TokenUse { content_sha256: "aa".into(), orders: vec![OrderId(1), OrderId(2)] };
    let kept = first.clone();
    db.write(move |r| {
        assert_eq!(r.token_use(ACCOUNT, "t")?, None);
        r.insert_token_use(ACCOUNT, "t", &kept, NOW)?;
        let other = TokenUse { content_sha256: "bb".into(), orders: vec![] };
        assert!(matches!(r.insert_token_use(ACCOUNT, "t", &other, NOW), Err(StoreError::Taken(_))));
        Ok(())
    })
    .await;
    assert_eq!(db.read(|r| Ok(r.token_use(ACCOUNT, "t")?)).await, Some(first));
    assert_eq!(db.read(|r| Ok(r.token_use(OTHER, "t")?)).await, None);
}
