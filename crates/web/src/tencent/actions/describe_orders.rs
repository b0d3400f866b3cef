//! `DescribeOrders`, an action of ours: lists orders with their price and payment (C1, A7).

use crate::tencent::types::order::OrderInfo;
use crate::tencent::view::{ids, order as view};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::order::ListInput;
use chancery_app::{App, Ctx, order};

parameters! {
    /// Input of `DescribeOrders`: one order, the order of one certificate, or a page.
    pub struct Input {
        deal_id: Option<String> = "DealId",
        certificate_id: Option<String> = "CertificateId",
        status: Option<String> = "Status",
        offset: Option<u64> = "Offset",
        limit: Option<u64> = "Limit",
    }
}

answer! {
    /// Answer of `DescribeOrders`.
    pub struct Output {
        orders: Vec<OrderInfo> = "Orders",
        total_count: u64 = "TotalCount",
    }
}

/// Lists, newest first.
///
/// # Errors
/// [`chancery_app::Code::OrderNotFound`], [`chancery_app::Code::CertificateNotFound`]; see [`order::list`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let one = if let Some(id) = ids::filled(input.deal_id) {
        Some(order::describe(app, ctx, view::id(&id)?).await?)
    } else if let Some(id) = ids::filled(input.certificate_id) {
        Some(order::order_of(app, ctx, &ids::certificate(&id)?).await?)
    } else {
        None
    };
    if let Some(order) = one {
        return Ok(Output { orders: vec![view::info(app, &order)], total_count: 1 });
    }
    let wanted =
        ListInput { stage: ids::filled(input.status), offset: ids::offset(input.offset), limit: input.limit };
    let page = order::list(app, ctx, wanted).await?;
    Ok(Output {
        orders: page.items.iter().map(|order| view::info(app, order)).collect(),
        total_count: page.total,
    })
}
