//! What a purchase would cost, with every line of the computation (A7): list price, discount, voucher, the rest to pay,
//! and the points that would pay for it instead (C3). Nothing is used up by asking.

use super::purchase::sold;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::money::{Charge, Reckoning, VoucherChoice, reckon};
use crate::service::App;
use chancery_domain::catalogue::{self, Quote};
use chancery_domain::ids::OrderId;
use chancery_domain::order::ProductCode;

/// What is asked about.
#[derive(Clone, Debug)]
pub struct QuoteInput {
    /// The product.
    pub product: ProductCode,
    /// Names.
    pub name_count: usize,
    /// Years.
    pub years: i64,
    /// A voucher that would be used.
    pub voucher: Option<VoucherChoice>,
}

/// The answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quoted {
    /// The product's name.
    pub product: String,
    /// The list price and how it comes about.
    pub quote: Quote,
    /// What is taken off, and the rest.
    pub reckoning: Reckoning,
    /// The points that would pay for it; nothing where it is not to be had for points.
    pub points: Option<i64>,
}

/// Computes the price for the tenant.
///
/// # Errors
/// [`crate::Code::ProductNotAvailable`], [`crate::Code::TermInvalid`], [`crate::Code::InvalidParameter`],
/// [`crate::Code::VoucherRefused`].
pub async fn quote(app: &App, ctx: &Ctx, input: QuoteInput) -> Result<Quoted, Failure> {
    let account = ctx.tenant()?;
    let product = sold(app, input.product)?;
    let price = catalogue::quote(product, input.name_count, input.years)?;
    let brand = product.brand.clone();
    let points = app
        .catalogue
        .row_for_points(product.code)
        .and_then(|(row, product)| row.points_for(product, input.name_count, input.years).ok());
    let (inner, due, voucher) = (ctx.clone(), price.total, input.voucher);
    let reckoning = app
        .store
        .read(move |register| {
            let charge = Charge { order: OrderId(0), brand: &brand, due };
            reckon(register, &inner, account, &charge, voucher.as_ref())
        })
        .await?;
    Ok(Quoted { product: product.name.clone(), quote: price, reckoning, points })
}
