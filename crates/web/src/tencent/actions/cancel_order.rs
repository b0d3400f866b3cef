//! `CancelOrder`, an action of ours: gives up an unpaid order (C1).

use crate::tencent::types::order::OrderInfo;
use crate::tencent::view::order as view;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, order};

parameters! {
    /// Input of `CancelOrder`.
    pub struct Input {
        deal_id: String = "DealId",
    }
}

answer! {
    /// Answer of `CancelOrder`.
    pub struct Output {
        order: OrderInfo = "Order",
    }
}

/// Gives it up.
///
/// # Errors
/// See [`order::give_up`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let order = order::give_up(app, ctx, view::id(&input.deal_id)?).await?;
    Ok(Output { order: view::info(app, &order) })
}
