//! `PayOrder`, an action of ours: pays an order that was made to be paid later (C1).

use crate::secret::SecretText;
use crate::tencent::types::order::OrderInfo;
use crate::tencent::view::order as view;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, order};

parameters! {
    /// Input of `PayOrder`: `PackageIds` pay with points, else the balances pay.
    pub struct Input {
        deal_id: String = "DealId",
        package_ids: Option<Vec<String>> = "PackageIds",
        voucher: Option<SecretText> = "Voucher",
        auto_voucher: Option<bool> = "AutoVoucher",
        gift_use: Option<String> = "GiftUse",
    }
}

answer! {
    /// Answer of `PayOrder`.
    pub struct Output {
        order: OrderInfo = "Order",
    }
}

/// Pays.
///
/// # Errors
/// See [`order::pay`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let auto = input.auto_voucher.unwrap_or(false);
    let means = view::means(input.package_ids, input.voucher, auto, input.gift_use.as_deref())?;
    let order = order::pay(app, ctx, view::id(&input.deal_id)?, means).await?;
    Ok(Output { order: view::info(app, &order) })
}
