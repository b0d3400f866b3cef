//! Orders as columns: the purchase behind a certificate.

use super::{Rows, codes, only};
use crate::sql::{Row, values};
use chancery_app::ports::{Orders, StoreError, Stored};
use chancery_domain::ids::{AccountId, OrderId};
use chancery_domain::money::Cents;
use chancery_domain::order::{Order, OrderStage, ProductCode};

impl Orders for Rows<'_> {
    fn insert_order(&mut self, order: &Order) -> Stored<OrderId> {
        let inserted = self.0.query(
            "INSERT INTO orders (account, certificate, product, term_days, price_cents, stage, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
            values![
                order.account.0,
                order.certificate.as_str(),
                i64::from(order.product.0),
                order.term_days,
                order.price.0,
                codes::order_stage(order.stage),
                order.created_at,
            ],
        )?;
        only(inserted)?.integer(0).map(OrderId)
    }

    fn order(&mut self, id: OrderId) -> Stored<Option<Order>> {
        self.first(
            "SELECT id, account, certificate, product, term_days, price_cents, stage, created_at
             FROM orders WHERE id = $1",
            values![id.0],
        )?
        .map(order)
        .transpose()
    }

    fn set_order_stage(&mut self, id: OrderId, stage: OrderStage) -> Stored<()> {
        self.change(
            "UPDATE orders SET stage = $2 WHERE id = $1",
            values![id.0, codes::order_stage(stage)],
            "the order",
        )
    }
}

fn order(mut row: Row) -> Stored<Order> {
    let broken = |what: &str| StoreError::Broken(format!("an order's {what} cannot be read"));
    Ok(Order {
        id: OrderId(row.integer(0)?),
        account: AccountId(row.integer(1)?),
        certificate: row.text(2)?.parse().map_err(|_| broken("certificate"))?,
        product: ProductCode(u32::try_from(row.integer(3)?).map_err(|_| broken("product"))?),
        term_days: row.integer(4)?,
        price: Cents(row.integer(5)?),
        stage: codes::read_order_stage(&row.text(6)?)?,
        created_at: row.moment(7)?,
    })
}
