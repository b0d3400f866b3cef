//! Orders, quotes and benefit packages as the cloud API shows them. Amounts are US cents.

use crate::secret::SecretText;
use crate::tencent::types::order::{OrderInfo, PriceLine};
use crate::tencent::types::package::{PackageInfo, PackageMovement, PackageTransferOutInfo};
use chancery_app::App;
use chancery_app::benefit::Listed;
use chancery_app::failure::{Code, Failure};
use chancery_app::money::{GiftUse, PaymentMeans, VoucherChoice};
use chancery_app::order::Means;
use chancery_domain::benefit::{Movement, Source, Transfer, TransferStage};
use chancery_domain::catalogue::Quote;
use chancery_domain::ids::{OrderId, PackageId};
use chancery_domain::ledger::Payment;
use chancery_domain::order::{Goods, Order, Settlement, Stage};
use chancery_domain::time::Timestamp;

/// An order.
pub fn info(app: &App, order: &Order) -> OrderInfo {
    let payment = match &order.settlement {
        Settlement::Money(payment) => payment.clone(),
        Settlement::Free | Settlement::Open | Settlement::Points(_) => Payment::default(),
    };
    let points = match &order.settlement {
        Settlement::Points(used) => used.iter().fold(0_i64, |sum, part| sum.saturating_add(part.points)),
        Settlement::Free | Settlement::Open | Settlement::Money(_) => 0,
    };
    let shown = |moment: Option<Timestamp>| moment.map(Timestamp::cloud_text).unwrap_or_default();
    let (closes_at, changed_at) = match order.stage {
        Stage::Unpaid { closes_at } => (Some(closes_at), None),
        Stage::Refunding { asked_at: at }
        | Stage::Paid { at }
        | Stage::Refunded { at }
        | Stage::Cancelled { at }
        | Stage::Closed { at, .. } => (None, Some(at)),
    };
    let (product_id, domain_num, time_span) = match &order.goods {
        Goods::Certificate(goods) => (i64::from(goods.product.0), count(goods.name_count), goods.years),
        Goods::Points(_) => (0, 0, 0),
    };
    let (name, package) = match &order.goods {
        Goods::Certificate(goods) => {
            (app.catalogue.product(goods.product.0).map(|product| product.name.clone()), None)
        }
        Goods::Points(goods) => (Some(goods.kind.clone()), goods.package.clone()),
    };
    OrderInfo {
        deal_id: order.id.to_string(),
        status: order.stage.code().to_owned(),
        product_id,
        product_name: name.unwrap_or_default(),
        domain_num,
        time_span,
        certificate_id: order.certificate().map(ToString::to_string).unwrap_or_default(),
        package_id: package.map(|id| id.0).unwrap_or_default(),
        lines: lines(&order.quote),
        price: order.quote.total.0,
        discount: payment.discount.0,
        voucher: payment.voucher_cents.0,
        cash: payment.cash.0,
        gift: payment.gift.0,
        points,
        create_time: order.created_at.cloud_text(),
        close_time: shown(closes_at),
        update_time: shown(changed_at),
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The lines of a quote.
pub fn lines(quote: &Quote) -> Vec<PriceLine> {
    let line = |line: &chancery_domain::catalogue::QuoteLine| PriceLine {
        text: line.text.clone(),
        count: line.count,
        unit: line.unit.0,
        amount: line.amount.0,
    };
    quote.lines.iter().map(line).collect()
}

/// An order's number; what cannot be one is answered like one that does not exist.
///
/// # Errors
/// [`Code::OrderNotFound`].
pub fn id(text: &str) -> Result<OrderId, Failure> {
    let missing = || Failure::new(Code::OrderNotFound, "DealId: there is no such order in this account.");
    text.parse().map(OrderId).map_err(|_| missing())
}

/// How an order is paid: `PackageIds` with points, else from the balances.
///
/// # Errors
/// [`Code::InvalidParameter`] for what does not go together.
pub fn means(
    packages: Option<Vec<String>>,
    voucher: Option<SecretText>,
    auto_voucher: bool,
    gift_use: Option<&str>,
) -> Result<Means, Failure> {
    let voucher = voucher.and_then(SecretText::filled);
    let gift = gift(gift_use)?;
    if let Some(packages) = packages.filter(|packages| !packages.is_empty()) {
        if voucher.is_some() || auto_voucher {
            let text = "Voucher: benefit points are not combined with vouchers or discounts; leave one out.";
            return Err(Failure::new(Code::InvalidParameter, text));
        }
        return Ok(Means::Points(packages.into_iter().map(PackageId).collect()));
    }
    match voucher {
        None if auto_voucher => Ok(Means::BestVoucher(gift)),
        voucher => Ok(Means::Money(PaymentMeans {
            voucher: voucher.map(|text| VoucherChoice::from_text(&text)),
            gift,
        })),
    }
}

/// `GiftUse`: `first` (the default), `last` or `never`.
///
/// # Errors
/// [`Code::InvalidParameter`].
pub fn gift(text: Option<&str>) -> Result<GiftUse, Failure> {
    match text.unwrap_or_default() {
        "" | "first" => Ok(GiftUse::First),
        "last" => Ok(GiftUse::Last),
        "never" => Ok(GiftUse::Never),
        _ => Err(Failure::new(Code::InvalidParameter, "GiftUse: must be first, last or never.")),
    }
}

/// A package with its transfers.
pub fn package(listed: &Listed) -> PackageInfo {
    let package = &listed.package;
    PackageInfo {
        balance: unsigned(package.balance),
        create_time: package.created_at.cloud_text(),
        expire_time: package.expires_at.cloud_text(),
        package_id: package.id.0.clone(),
        source_type: package.source.cloud_name().to_owned(),
        source_uin: match package.source {
            Source::Transferred { from } => Some(unsigned(from.0)),
            Source::Bought(_) | Source::Granted => None,
        },
        status: package.stage.code().to_owned(),
        total: unsigned(package.total),
        transfer_out_infos: Some(listed.transfers.iter().map(transfer).collect()),
        kind: package.kind.clone(),
        update_time: package.changed_at.cloud_text(),
    }
}

/// A transfer; of its code only the beginning, for the whole was told once and is not kept.
fn transfer(transfer: &Transfer) -> PackageTransferOutInfo {
    let (receive_package_id, receive_time) = match &transfer.stage {
        TransferStage::Redeemed { at, package } => (package.0.clone(), at.cloud_text()),
        TransferStage::Open | TransferStage::Lapsed { .. } => (String::new(), String::new()),
    };
    let changed_at = match &transfer.stage {
        TransferStage::Open => transfer.created_at,
        TransferStage::Redeemed { at, .. } | TransferStage::Lapsed { at } => *at,
    };
    PackageTransferOutInfo {
        create_time: transfer.created_at.cloud_text(),
        expire_time: transfer.expires_at.cloud_text(),
        package_id: transfer.package.0.clone(),
        receive_package_id,
        receive_time,
        receiver_uin: unsigned(transfer.to.0),
        transfer_code: format!("{}***", transfer.code_begins),
        transfer_count: unsigned(transfer.points),
        transfer_status: transfer.stage.code().to_owned(),
        update_time: changed_at.cloud_text(),
    }
}

/// A line of a consumption log.
pub fn movement(movement: &Movement) -> PackageMovement {
    PackageMovement {
        kind: movement.kind.code().to_owned(),
        points: movement.points,
        balance: movement.balance,
        deal_id: movement.order.map(|order| order.to_string()).unwrap_or_default(),
        create_time: movement.at.cloud_text(),
    }
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
