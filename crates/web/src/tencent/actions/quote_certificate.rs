//! `QuoteCertificate`, an action of ours: what a certificate would cost, with every line (A7).

use super::create_certificate::{names, product};
use crate::secret::SecretText;
use crate::tencent::types::order::PriceLine;
use crate::tencent::view::order as view;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::money::VoucherChoice;
use chancery_app::order::QuoteInput;
use chancery_app::{App, Ctx, order};

parameters! {
    /// Input of `QuoteCertificate`.
    pub struct Input {
        product_id: i64 = "ProductId",
        domain_num: i64 = "DomainNum",
        time_span: i64 = "TimeSpan",
        voucher: Option<SecretText> = "Voucher",
    }
}

answer! {
    /// Answer of `QuoteCertificate`, amounts in US cents: `Price` less `Discount` less `VoucherAmount` is `Due`. `Points`
    /// would pay for it instead; null where it is not to be had for points.
    pub struct Output {
        product_name: String = "ProductName",
        lines: Vec<PriceLine> = "Lines",
        price: i64 = "Price",
        discount_percent: i64 = "DiscountPercent",
        discount: i64 = "Discount",
        voucher_amount: i64 = "VoucherAmount",
        due: i64 = "Due",
        points: Option<i64> = "Points",
    }
}

/// Computes; nothing is used up.
///
/// # Errors
/// See [`order::quote`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let wanted = QuoteInput {
        product: product(input.product_id)?,
        name_count: names(input.domain_num)?,
        years: input.time_span,
        voucher: input.voucher.and_then(SecretText::filled).map(|text| VoucherChoice::from_text(&text)),
    };
    let quoted = order::quote(app, ctx, wanted).await?;
    Ok(Output {
        lines: view::lines(&quoted.quote),
        product_name: quoted.product,
        price: quoted.quote.total.0,
        discount_percent: quoted.reckoning.discount.map_or(0, |(percent, _)| i64::from(percent)),
        discount: quoted.reckoning.discount_cents().0,
        voucher_amount: quoted.reckoning.voucher_cents().0,
        due: quoted.reckoning.rest.0,
        points: quoted.points,
    })
}
