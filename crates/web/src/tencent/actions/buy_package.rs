//! `BuyPackage`, an action of ours: buys a bundle of benefit points (C3).

use crate::tencent::types::order::OrderInfo;
use crate::tencent::view::{ids, order as view};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::order::{self, BuyBundle};
use chancery_app::{App, Ctx};

parameters! {
    /// Input of `BuyPackage`.
    pub struct Input {
        kind: String = "Type",
        gift_use: Option<String> = "GiftUse",
        client_token: Option<String> = "ClientToken",
    }
}

answer! {
    /// Answer of `BuyPackage`.
    pub struct Output {
        package_id: String = "PackageId",
        order: OrderInfo = "Order",
    }
}

/// Buys.
///
/// # Errors
/// See [`order::buy_bundle`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let wanted = BuyBundle {
        kind: input.kind,
        gift: view::gift(input.gift_use.as_deref())?,
        token: ids::filled(input.client_token),
    };
    let order = view::info(app, &order::buy_bundle(app, ctx, wanted).await?);
    Ok(Output { package_id: order.package_id.clone(), order })
}
