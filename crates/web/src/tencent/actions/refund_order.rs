//! `RefundOrder`, an action of ours: asks for the refund of an order (C2).

use crate::tencent::types::order::OrderInfo;
use crate::tencent::view::{ids, order as view};
use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx, order};

parameters! {
    /// Input of `RefundOrder`: the order, or the certificate that it paid for.
    pub struct Input {
        deal_id: Option<String> = "DealId",
        certificate_id: Option<String> = "CertificateId",
    }
}

answer! {
    /// Answer of `RefundOrder`.
    pub struct Output {
        order: OrderInfo = "Order",
    }
}

/// Asks for it; it is carried out at once or, after a fault, a little later, and cannot be taken back.
///
/// # Errors
/// See [`order::refund`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = match (ids::filled(input.deal_id), ids::filled(input.certificate_id)) {
        (Some(id), None) => view::id(&id)?,
        (None, Some(id)) => order::order_of(app, ctx, &ids::certificate(&id)?).await?.id,
        _ => {
            let text = "DealId, CertificateId: give one of the two.";
            return Err(Failure::new(Code::InvalidParameter, text));
        }
    };
    let order = order::refund(app, ctx, id).await?;
    Ok(Output { order: view::info(app, &order) })
}
