//! Buys a bundle of points (C3). It is an order like any other: quoted, paid from the balances, refunded while untouched.

use super::buy::{checked_token, token_reused};
use super::purchase::place_order;
use super::settle::Means;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::money::{GiftUse, PaymentMeans};
use crate::ports::{Scope, TokenUse};
use crate::service::App;
use chancery_domain::catalogue::{Quote, QuoteLine};
use chancery_domain::ids::OrderId;
use chancery_domain::order::{Goods, Order, PointsGoods, Settlement, Stage};

/// What is bought.
#[derive(Clone, Debug)]
pub struct BuyBundle {
    /// The kind of bundle, such as `ssl_100`.
    pub kind: String,
    /// Whether gift balance goes first.
    pub gift: GiftUse,
    /// A text of the client's own: the same purchase under the same token is made once, another one is refused.
    pub token: Option<String>,
}

/// Buys for the tenant. No voucher is taken: points are bought at a reduced price already.
///
/// # Errors
/// [`Code::ProductNotAvailable`] for a kind that is not sold; [`Code::TokenReused`]; what the balances say.
pub async fn buy_bundle(app: &App, ctx: &Ctx, input: BuyBundle) -> Result<Order, Failure> {
    let account = ctx.tenant()?;
    let bundle = app.catalogue.bundle(&input.kind).cloned().ok_or_else(|| {
        let sold: Vec<&str> = app.catalogue.bundles().iter().map(|bundle| bundle.kind.as_str()).collect();
        let text = format!("Type: no such package is sold; choose one of {}", sold.join(", "));
        Failure::new(Code::ProductNotAvailable, text)
    })?;
    let line = QuoteLine {
        text: format!("{} benefit points, {} days", bundle.points, bundle.valid_days),
        count: 1,
        unit: bundle.price,
        amount: bundle.price,
    };
    let order = Order {
        id: OrderId(0),
        account,
        goods: Goods::Points(PointsGoods { kind: bundle.kind.clone(), points: bundle.points, package: None }),
        quote: Quote { lines: vec![line], total: bundle.price },
        settlement: Settlement::Open,
        stage: Stage::Unpaid { closes_at: ctx.now.plus_seconds(app.policy.orders.unpaid_seconds) },
        created_at: ctx.now,
    };
    let token = input.token.as_ref().map(|token| checked_token(app, token)).transpose()?;
    let content_sha256 = format!("bundle {} {:?}", bundle.kind, input.gift);
    let means = Means::Money(PaymentMeans { voucher: None, gift: input.gift });
    let (service, inner) = (app.clone(), ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            if let Some(token) = &token
                && let Some(before) = register.token_use(account, token)?
            {
                let order = match before.orders.first() {
                    Some(id) if before.content_sha256 == content_sha256 => register.order(*id)?,
                    _ => None,
                };
                return order.ok_or_else(token_reused);
            }
            let text = format!("{} benefit points", bundle.points);
            let order = place_order(register, &service, &inner, order.clone(), &means, &text)?;
            if let Some(token) = &token {
                let token_use = TokenUse { content_sha256: content_sha256.clone(), orders: vec![order.id] };
                register.insert_token_use(account, token, &token_use, inner.now)?;
            }
            Ok(order)
        })
        .await
}
