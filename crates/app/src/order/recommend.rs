//! Which products suit a tenant's needs, with reason and price (A6): the guide held against the catalogue that is sold.

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::service::App;
use chancery_domain::catalogue::{Needs, Product, Quote};

/// A product that suits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recommended {
    /// The product.
    pub product: Product,
    /// Why.
    pub reason: String,
    /// List price, before discounts and vouchers.
    pub quote: Quote,
    /// Years that the price is for.
    pub years: i64,
}

/// Products for the needs, best first; none where nothing suits.
///
/// # Errors
/// [`Code::InvalidParameter`] for needs that no certificate can meet.
pub fn recommend(app: &App, ctx: &Ctx, needs: &Needs) -> Result<Vec<Recommended>, Failure> {
    ctx.tenant()?;
    let found = app
        .guide
        .recommend(&app.catalogue, needs)
        .map_err(|error| Failure::new(Code::InvalidParameter, error.to_string()))?;
    let owned = found.into_iter().map(|found| Recommended {
        product: found.product.clone(),
        reason: found.reason,
        quote: found.quote,
        years: found.years,
    });
    Ok(owned.collect())
}
