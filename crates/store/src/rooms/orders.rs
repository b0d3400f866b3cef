//! Orders: the whole order as JSON, what it is listed and found by as columns; and clients' tokens.

use super::{Rows, codes, json, only};
use crate::sql::{Row, count, values};
use chancery_app::ports::{OrderFilter, OrderPage, Orders, StoreError, Stored, TokenUse};
use chancery_domain::catalogue::Quote;
use chancery_domain::ids::{AccountId, CertificateId, OrderId};
use chancery_domain::money::Cents;
use chancery_domain::order::{CertificateGoods, Goods, Order, ProductCode, Settlement, Wishes};
use chancery_domain::time::Timestamp;

impl Orders for Rows<'_> {
    fn insert_order(&mut self, order: &Order) -> Stored<OrderId> {
        let (product, term_days) = goods_columns(order);
        let inserted = self.0.query(
            "INSERT INTO orders (account, certificate, product, term_days, price_cents, stage, created_at, body)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
            values![
                order.account.0,
                order.certificate().map_or("", CertificateId::as_str),
                product,
                term_days,
                order.quote.total.0,
                order.stage.code(),
                order.created_at,
                json::encode(order)?,
            ],
        )?;
        only(inserted)?.integer(0).map(OrderId)
    }

    fn order(&mut self, id: OrderId) -> Stored<Option<Order>> {
        self.first(
            "SELECT id, body, account, certificate, product, term_days, price_cents, stage, created_at
             FROM orders WHERE id = $1",
            values![id.0],
        )?
        .map(order)
        .transpose()
    }

    fn update_order(&mut self, order: &Order) -> Stored<()> {
        let (product, term_days) = goods_columns(order);
        self.change(
            "UPDATE orders SET certificate = $2, product = $3, term_days = $4, price_cents = $5, stage = $6, body = $7
             WHERE id = $1",
            values![
                order.id.0,
                order.certificate().map_or("", CertificateId::as_str),
                product,
                term_days,
                order.quote.total.0,
                order.stage.code(),
                json::encode(order)?,
            ],
            "the order",
        )
    }

    fn order_of_certificate(&mut self, certificate: &CertificateId) -> Stored<Option<Order>> {
        self.first(
            "SELECT id, body, account, certificate, product, term_days, price_cents, stage, created_at
             FROM orders WHERE certificate = $1 ORDER BY id DESC LIMIT 1",
            values![certificate.as_str()],
        )?
        .map(order)
        .transpose()
    }

    fn list_orders(&mut self, account: AccountId, filter: &OrderFilter) -> Stored<OrderPage> {
        let stage = filter.stage.as_deref().unwrap_or("");
        let counted = self.0.query(
            "SELECT COUNT(*) FROM orders WHERE account = $1 AND ($2 = '' OR stage = $2)",
            values![account.0, stage],
        )?;
        let total = only(counted)?.count(0)?;
        let rows = self.0.query(
            "SELECT id, body, account, certificate, product, term_days, price_cents, stage, created_at
             FROM orders WHERE account = $1 AND ($2 = '' OR stage = $2)
             ORDER BY created_at DESC, id DESC LIMIT $3 OFFSET $4",
            values![account.0, stage, count(filter.limit), count(filter.offset)],
        )?;
        Ok(OrderPage { total, items: rows.into_iter().map(order).collect::<Stored<_>>()? })
    }

    fn token_use(&mut self, account: AccountId, token: &str) -> Stored<Option<TokenUse>> {
        let row = self.first(
            "SELECT content_sha256, orders FROM purchases WHERE account = $1 AND token = $2",
            values![account.0, token],
        )?;
        let Some(mut row) = row else { return Ok(None) };
        let content_sha256 = row.text(0)?;
        let orders = json::decode(&row.text(1)?, "the orders of a token")?;
        Ok(Some(TokenUse { content_sha256, orders }))
    }

    fn insert_token_use(
        &mut self,
        account: AccountId,
        token: &str,
        token_use: &TokenUse,
        now: Timestamp,
    ) -> Stored<()> {
        self.insert(
            "INSERT INTO purchases (account, token, content_sha256, orders, created_at)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            values![
                account.0,
                token,
                token_use.content_sha256.as_str(),
                json::encode(&token_use.orders)?,
                now,
            ],
            "the client's token",
        )
    }
}

/// Product and days; bundles of points have neither.
fn goods_columns(order: &Order) -> (i64, i64) {
    match &order.goods {
        Goods::Certificate(goods) => (i64::from(goods.product.0), goods.term_days),
        Goods::Points(_) => (0, 0),
    }
}

/// The number is the row's: the JSON was written before it was counted.
fn order(mut row: Row) -> Stored<Order> {
    let id = OrderId(row.integer(0)?);
    let body = row.text(1)?;
    if body.is_empty() {
        return from_columns(id, row);
    }
    let order: Order = json::decode(&body, "an order")?;
    Ok(Order { id, ..order })
}

/// An order of the time when only free certificates were ordered.
fn from_columns(id: OrderId, mut row: Row) -> Stored<Order> {
    let broken = |what: &str| StoreError::Broken(format!("an order's {what} cannot be read"));
    let account = AccountId(row.integer(2)?);
    let certificate = row.text(3)?.parse().map_err(|_| broken("certificate"))?;
    let product = ProductCode(u32::try_from(row.integer(4)?).map_err(|_| broken("product"))?);
    let term_days = row.integer(5)?;
    let total = Cents(row.integer(6)?);
    let stage = row.text(7)?;
    let created_at = row.moment(8)?;
    Ok(Order {
        id,
        account,
        goods: Goods::Certificate(CertificateGoods {
            product,
            name_count: 1,
            years: 0,
            term_days,
            certificate: Some(certificate),
            wishes: Wishes::default(),
        }),
        quote: Quote { lines: Vec::new(), total },
        settlement: Settlement::Free,
        stage: codes::old_order_stage(&stage, created_at)?,
        created_at,
    })
}
