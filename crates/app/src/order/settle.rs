//! Pays an order and hands over what it is for (C1): in one unit of work, so that nothing is paid without being there.

use super::auto_voucher::best_voucher;
use crate::benefit;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::fresh_id::fresh_certificate_id;
use crate::kin;
use crate::money::{self, Charge, GiftUse, Payment, PaymentMeans};
use crate::ports::{CertificateFiles, Register, TaskKind};
use crate::reactions::react;
use crate::service::App;
use chancery_domain::catalogue::{Brand, DnsRecordType};
use chancery_domain::certificate::{Application, Certificate, Origin, Stage as CertificateStage, Tag, Usage};
use chancery_domain::ids::{CertificateId, PackageId, ProjectId};
use chancery_domain::order::{CertificateGoods, Goods, Order, Settlement};
use chancery_domain::validation::Method;

/// How an order is paid.
#[derive(Clone, Debug)]
pub enum Means {
    /// From the balances, with discount and voucher.
    Money(PaymentMeans),
    /// The same with the voucher of the account's own that takes most off.
    BestVoucher(GiftUse),
    /// With points of these packages, in this order (C3). Points are never combined with vouchers, discounts or money.
    Points(Vec<PackageId>),
    /// Not now.
    Later,
}

/// Pays `order`, which is in the register, and hands over what it is for. With [`Means::Later`] nothing happens.
///
/// # Errors
/// [`crate::Code::OrderState`] when it does not wait to be paid; what the balances or packages say.
pub(super) fn settle(
    register: &mut dyn Register,
    app: &App,
    ctx: &Ctx,
    order: Order,
    means: &Means,
) -> Result<Order, Failure> {
    let stage = order.stage.pay(ctx.now)?;
    let settlement = match means {
        Means::Later => return Ok(order),
        Means::Money(means) => Settlement::Money(pay(register, app, ctx, &order, means.clone())?),
        Means::BestVoucher(gift) => {
            let voucher = best_voucher(register, ctx, order.account, &charge(app, &order))?;
            let means = PaymentMeans { voucher, gift: *gift };
            Settlement::Money(pay(register, app, ctx, &order, means)?)
        }
        Means::Points(packages) => {
            let needed = points_needed(app, &order)?;
            Settlement::Points(benefit::spend(register, ctx, &order, packages, needed)?)
        }
    };
    register.drop_task(TaskKind::CloseUnpaidOrder, &order.id.to_string())?;
    let mut paid = Order { stage, settlement, ..order };
    match paid.goods.clone() {
        Goods::Certificate(goods) => {
            let certificate = hand_over(register, app, ctx, &paid, &goods)?;
            paid.goods = Goods::Certificate(CertificateGoods { certificate: Some(certificate), ..goods });
        }
        Goods::Points(goods) => {
            paid.goods = Goods::Points(benefit::hand_over(register, app, ctx, &paid, goods)?);
            paid.stage = paid.stage.deliver(ctx.now);
        }
    }
    register.update_order(&paid)?;
    Ok(paid)
}

fn charge<'a>(app: &'a App, order: &Order) -> Charge<'a> {
    let brand = brand(app, order).map_or("", |brand| brand.key.as_str());
    Charge { order: order.id, brand, due: order.quote.total }
}

fn pay(
    register: &mut dyn Register,
    app: &App,
    ctx: &Ctx,
    order: &Order,
    means: PaymentMeans,
) -> Result<Payment, Failure> {
    money::pay(register, ctx, &app.policy, order.account, &charge(app, order), &means)
}

/// The brand of what is bought; nothing for bundles of points.
fn brand<'a>(app: &'a App, order: &Order) -> Option<&'a Brand> {
    let Goods::Certificate(goods) = &order.goods else { return None };
    app.catalogue.product(goods.product.0).and_then(|product| app.catalogue.brand_of(product))
}

fn points_needed(app: &App, order: &Order) -> Result<i64, Failure> {
    let not_for_points = || {
        let text = "ProductPid: this is not to be had for points; pay it from the balance";
        Failure::new(crate::Code::ProductNotAvailable, text)
    };
    let Goods::Certificate(goods) = &order.goods else { return Err(not_for_points()) };
    let (row, product) = app.catalogue.row_for_points(goods.product.0).ok_or_else(not_for_points)?;
    Ok(row.points_for(product, goods.name_count, goods.years)?)
}

/// Makes the certificate that awaits its information.
fn hand_over(
    register: &mut dyn Register,
    app: &App,
    ctx: &Ctx,
    order: &Order,
    goods: &CertificateGoods,
) -> Result<CertificateId, Failure> {
    let method = match brand(app, order).map(|brand| brand.dns_record) {
        Some(DnsRecordType::Cname) => Method::DnsCname,
        Some(DnsRecordType::Txt) | None => Method::DnsTxt,
    };
    let (account, renews) = (order.account, goods.wishes.renews.as_ref());
    let term_days = kin::term_days(app, register, ctx, account, goods.term_days, renews)?;
    let change = CertificateStage::buy();
    let certificate = Certificate {
        id: fresh_certificate_id(register, ctx)?,
        account: order.account,
        origin: Origin::Applied(Application {
            method,
            renews: goods.wishes.renews.clone(),
            by_points: matches!(order.settlement, Settlement::Points(_)),
            renews_itself: goods.wishes.auto_renew,
            ..Application::bought(order.id, goods.product, term_days, goods.name_count)
        }),
        usage: Usage::Server,
        domain: String::new(),
        names: Vec::new(),
        algorithm: None,
        algorithm_text: String::new(),
        alias: String::new(),
        project: goods.wishes.project.unwrap_or(ProjectId(0)),
        tags: goods
            .wishes
            .tags
            .iter()
            .map(|(key, value)| Tag { key: key.clone(), value: value.clone() })
            .collect(),
        stage: change.next,
        created_at: ctx.now,
        changed_at: ctx.now,
        password_chosen: false,
        key_held: false,
        notices_ignored: false,
    };
    let files = CertificateFiles { download_allowed: true, ..CertificateFiles::default() };
    register.insert_certificate(&certificate, &files)?;
    react(register, ctx, app, &certificate, &change.events)?;
    Ok(certificate.id)
}
