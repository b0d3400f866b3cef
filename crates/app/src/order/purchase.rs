//! One certificate bought inside a unit of work: the order, its payment, the certificate that awaits its information.
//!
//! Used by the purchase of one or many ([`super::buy`]), by the payment of what was ordered before, and by renewals.

use super::settle::{Means, settle};
use crate::annotations::checked_tags;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::kin;
use crate::operation_log::record;
use crate::ports::{NewTask, Register, TaskKind};
use crate::service::App;
use chancery_domain::catalogue::{Product, quote};
use chancery_domain::certificate::Tag;
use chancery_domain::ids::{AccountId, CertificateId, OrderId};
use chancery_domain::operation_log::Operation;
use chancery_domain::order::{CertificateGoods, Goods, Order, ProductCode, Settlement, Stage, Wishes};
use chancery_domain::renewal::offers_automatic;

/// What is bought for one certificate.
#[derive(Clone, Debug)]
pub struct Purchase {
    /// The product.
    pub product: ProductCode,
    /// Names paid for, those that the base price includes among them.
    pub name_count: usize,
    /// Years.
    pub years: i64,
    /// What the buyer wants for it.
    pub wishes: Wishes,
    /// How it is paid.
    pub means: Means,
}

/// Buys one certificate and pays for it (C1): order, payment and certificate stand there together or not at all.
///
/// # Errors
/// [`Code::ProductNotAvailable`], [`Code::TermInvalid`], [`Code::InvalidParameter`] for what is not sold this way; what
/// the payment says; [`Code::OrderState`] when it is to be paid later.
pub fn purchase(
    register: &mut dyn Register,
    app: &App,
    ctx: &Ctx,
    account: AccountId,
    wanted: &Purchase,
) -> Result<(OrderId, CertificateId), Failure> {
    let order = place(register, app, ctx, account, wanted)?;
    let not_paid =
        || Failure::new(Code::OrderState, "the order was not paid, so that there is no certificate");
    Ok((order.id, order.certificate().cloned().ok_or_else(not_paid)?))
}

/// Puts the order into the register and, unless it is to be paid later, settles it at once.
pub(super) fn place(
    register: &mut dyn Register,
    app: &App,
    ctx: &Ctx,
    account: AccountId,
    wanted: &Purchase,
) -> Result<Order, Failure> {
    let product = sold(app, wanted.product)?;
    let price = quote(product, wanted.name_count, wanted.years)?;
    // (K1) A renewal is refused before anything is paid.
    let bought_days = wanted.years.saturating_mul(app.policy.orders.year_days);
    kin::term_days(app, register, ctx, account, bought_days, wanted.wishes.renews.as_ref())?;
    let goods = Goods::Certificate(CertificateGoods {
        product: wanted.product,
        name_count: wanted.name_count,
        years: wanted.years,
        term_days: bought_days,
        certificate: None,
        wishes: checked_wishes(app, &wanted.wishes)?,
    });
    let text = format!("{}, {} names, {} years", product.name, wanted.name_count, wanted.years);
    let order = Order {
        id: OrderId(0),
        account,
        goods,
        quote: price,
        settlement: Settlement::Open,
        stage: Stage::Unpaid { closes_at: ctx.now.plus_seconds(app.policy.orders.unpaid_seconds) },
        created_at: ctx.now,
    };
    place_order(register, app, ctx, order, &wanted.means, &text)
}

/// Numbers an unpaid order, writes it into the log, and settles it or plans its end.
pub(super) fn place_order(
    register: &mut dyn Register,
    app: &App,
    ctx: &Ctx,
    order: Order,
    means: &Means,
    text: &str,
) -> Result<Order, Failure> {
    let id = register.insert_order(&order)?;
    let order = Order { id, ..order };
    let detail = format!("order {id}: {text}; price {}", order.quote.total);
    record(register, ctx, order.account, Operation::Ordered, None, detail)?;
    if let (Means::Later, Stage::Unpaid { closes_at }) = (means, order.stage) {
        let subject = id.to_string();
        register.add_task(&NewTask { kind: TaskKind::CloseUnpaidOrder, subject, due_at: closes_at })?;
        return Ok(order);
    }
    settle(register, app, ctx, order, means)
}

/// The product, if certificates of it are sold for money or points.
pub(super) fn sold(app: &App, code: ProductCode) -> Result<&Product, Failure> {
    let found = app.catalogue.product(code.0).filter(|product| product.is_on_sale() && !product.is_free());
    found.ok_or_else(|| {
        let text = format!("ProductId: {} is not sold; the catalogue names the products that are", code.0);
        Failure::new(Code::ProductNotAvailable, text)
    })
}

/// (K4) Refuses automatic renewal where it is not offered: believed and not carried out, it would let the certificate end.
pub(super) fn check_automatic(app: &App, product: &Product, term_days: i64) -> Result<(), Failure> {
    if offers_automatic(product, term_days, &app.policy) {
        return Ok(());
    }
    let text = format!(
        "AutoRenewFlag: certificates of {} with this term do not renew themselves; leave it out",
        product.name
    );
    Err(Failure::new(Code::AutomaticRenewalRefused, text))
}

fn checked_wishes(app: &App, wishes: &Wishes) -> Result<Wishes, Failure> {
    let tags = wishes.tags.iter().map(|(key, value)| Tag { key: key.clone(), value: value.clone() });
    let tags = checked_tags(app, tags.collect())?;
    Ok(Wishes { tags: tags.into_iter().map(|tag| (tag.key, tag.value)).collect(), ..wishes.clone() })
}
