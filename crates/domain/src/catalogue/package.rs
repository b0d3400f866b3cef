//! Benefit points (C3): the bundles that are sold, and what can be had for points, by the pair of codes that the cloud
//! API names it with.

use super::domain_type::DomainType;
use super::level::Level;
use super::price::QuoteError;
use super::product::Product;
use crate::money::Cents;
use serde::{Deserialize, Serialize};

/// A bundle of points that is sold.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// Its kind in the cloud API, such as `ssl_100`.
    pub kind: String,
    /// Points in it.
    pub points: i64,
    /// What it costs.
    #[serde(rename = "price_cents")]
    pub price: Cents,
    /// Days from the purchase until what is left of it lapses.
    pub valid_days: i64,
}

/// One row for `CreateCertificateByPackage`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct PackageProduct {
    /// `ProductPid`.
    pub pid: u32,
    /// `PriceKey`.
    pub price_key: String,
    /// The key of the brand.
    pub brand: String,
    /// The validation level.
    pub level: Level,
    /// The names it takes.
    pub domains: DomainType,
    /// Points for a year with the names that the product's price includes; none when it cannot be had for points.
    pub points: Option<i64>,
    /// Points for each further name and year.
    pub points_further: Option<i64>,
}

impl PackageProduct {
    /// The points for a number of names and years of `product`, which is the one of this row (C3).
    ///
    /// # Errors
    /// [`QuoteError`] names what is not offered, and what is.
    pub fn points_for(&self, product: &Product, name_count: usize, years: i64) -> Result<i64, QuoteError> {
        let name = || product.name.clone();
        let not_sold = || QuoteError::NotSold { product: name() };
        let base = self.points.ok_or_else(not_sold)?;
        let included = product.price.ok_or_else(not_sold)?.names_included;
        product.check_size(name_count, years)?;
        let further = i64::try_from(name_count.saturating_sub(included)).ok();
        let yearly = match further {
            Some(0) => Some(base),
            Some(further) => further
                .checked_mul(self.points_further.ok_or_else(not_sold)?)
                .and_then(|sum| sum.checked_add(base)),
            None => None,
        };
        yearly
            .and_then(|yearly| yearly.checked_mul(years))
            .ok_or_else(|| QuoteError::TooLarge { product: name() })
    }
}
