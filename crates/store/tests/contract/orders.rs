//! Orders come back as they were stored and change their stage.

use crate::samples::{NOW, id};
use crate::support::{ACCOUNT, Database};
use chancery_app::ports::StoreError;
use chancery_domain::ids::OrderId;
use chancery_domain::money::Cents;
use chancery_domain::order::{Order, OrderStage, ProductCode};

on_both!(orders_come_back_under_their_number_and_change_stage);

async fn orders_come_back_under_their_number_and_change_stage(db: Database) {
    let order = Order {
        id: OrderId(0),
        account: ACCOUNT,
        certificate: id(1),
        product: ProductCode(u32::MAX),
        term_days: 90,
        price: Cents(-83_600),
        stage: OrderStage::Paid,
        created_at: NOW,
    };
    let kept = order.clone();
    let (first, second) = db.write(move |r| Ok((r.insert_order(&kept)?, r.insert_order(&kept)?))).await;
    assert!(first < second);
    for stage in [OrderStage::Closed, OrderStage::Cancelled, OrderStage::Paid] {
        db.write(move |r| Ok(r.set_order_stage(first, stage)?)).await;
        let found = db.read(move |r| Ok(r.order(first)?)).await;
        assert_eq!(found, Some(Order { id: first, stage, ..order.clone() }));
    }
    assert_eq!(db.read(move |r| Ok(r.order(second)?)).await, Some(Order { id: second, ..order }));
    let missing = OrderId(second.0 + 1);
    assert_eq!(db.read(move |r| Ok(r.order(missing)?)).await, None);
    let refused = db.write(move |r| Ok(r.set_order_stage(missing, OrderStage::Paid))).await;
    assert!(matches!(refused, Err(StoreError::Broken(_))));
}
