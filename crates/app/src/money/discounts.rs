//! Discounts that staff agree on with an account (operator; C4).

use super::top_up::must_exist;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::ids::AccountId;
use chancery_domain::operation_log::Operation;
use chancery_domain::time::Timestamp;
use chancery_domain::voucher::Discount;

/// A discount to be set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DiscountInput {
    /// Whose.
    pub account: AccountId,
    /// The key of the only brand that it is for; nothing: for all that have none of their own.
    pub brand: Option<String>,
    /// Percent taken off, 1 to 100; 0 takes the discount away.
    pub percent: u8,
    /// The first moment at which it no longer counts.
    pub ends_at: Option<Timestamp>,
}

/// Sets a discount in place of the one for the same brand, or takes it away.
///
/// # Errors
/// [`Code::InvalidParameter`] for an account, brand, percentage or end that is none; for a discount to be taken away
/// that is not there.
pub async fn set_discount(app: &App, ctx: &Ctx, input: DiscountInput) -> Result<(), Failure> {
    known_brand(app, input.brand.as_deref())?;
    let discount = Discount {
        account: input.account,
        brand: input.brand,
        percent: input.percent,
        ends_at: input.ends_at,
        set_at: ctx.now,
    };
    if discount.percent > 0 {
        discount.check()?;
    }
    let ctx = ctx.clone();
    app.store
        .write(Scope::Account(discount.account), move |register| {
            must_exist(register, discount.account)?;
            let brand = discount.brand.as_deref();
            if discount.percent > 0 {
                register.set_discount(&discount)?;
            } else if !register.remove_discount(discount.account, brand)? {
                let text = "percent: 0 takes a discount away, and there is none for this brand";
                return Err(Failure::new(Code::InvalidParameter, text));
            }
            let detail = format!("{} percent, brand {}", discount.percent, brand.unwrap_or("any"));
            record(register, &ctx, discount.account, Operation::DiscountSet, None, detail)
        })
        .await
}

/// The discounts of an account (operator).
///
/// # Errors
/// [`Code::InvalidParameter`] when there is no such account.
pub async fn discounts(app: &App, account: AccountId) -> Result<Vec<Discount>, Failure> {
    app.store
        .read(move |register| {
            must_exist(register, account)?;
            Ok(register.discounts(account)?)
        })
        .await
}

/// Refuses a brand that the catalogue does not have.
pub(super) fn known_brand(app: &App, brand: Option<&str>) -> Result<(), Failure> {
    let Some(key) = brand.filter(|key| app.catalogue.brand(key).is_none()) else { return Ok(()) };
    let known: Vec<&str> = app.catalogue.brands().iter().map(|brand| brand.key.as_str()).collect();
    let text = format!("brand: there is no brand {key}; the catalogue has {}", known.join(", "));
    Err(Failure::new(Code::InvalidParameter, text))
}
