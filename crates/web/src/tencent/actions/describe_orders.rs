//! `DescribeOrders`, an action of ours: lists orders with their price and payment (C1, A7).

use crate::tencent::types::order::OrderInfo;
use crate::tencent::view::{ids, order as view};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::order::ListInput;
use chancery_app::{App, Ctx, order};

parameters! {
    /// Input of `DescribeOrders`: a page, of all or of what the restrictions leave.
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
/// See [`order::list`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let wanted = ListInput {
        order: ids::filled(input.deal_id).map(|id| view::id(&id)).transpose()?,
        certificate: ids::filled(input.certificate_id).map(|id| ids::certificate(&id)).transpose()?,
        stage: ids::filled(input.status),
        offset: ids::offset(input.offset),
        limit: input.limit,
    };
    let page = order::list(app, ctx, wanted).await?;
    Ok(Output {
        orders: page.items.iter().map(|order| view::info(app, order)).collect(),
        total_count: page.total,
    })
}
