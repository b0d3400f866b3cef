//! Prices and quotes (A1, A7): base price and further names, times years, with every line of the computation.

use super::product::Product;
use crate::money::Cents;
use serde::{Deserialize, Serialize};

/// What a product costs for one year.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The price with the included names.
    #[serde(rename = "base_cents")]
    pub base: Cents,
    /// Names that the base price includes.
    pub names_included: usize,
    /// The price of each further name; none where there are no further names.
    #[serde(rename = "further_cents")]
    pub further: Option<Cents>,
}

/// What a purchase costs and how that comes about.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Quote {
    /// The computation, in order.
    pub lines: Vec<QuoteLine>,
    /// The sum of the lines.
    pub total: Cents,
}

/// One line of the computation: `amount` is `count` times `unit`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct QuoteLine {
    /// What is counted.
    pub text: String,
    /// How many of it.
    pub count: i64,
    /// The price of one.
    pub unit: Cents,
    /// The price of all.
    pub amount: Cents,
}

/// Why there is no quote.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum QuoteError {
    /// The product has no price.
    #[error("{product} is not sold; choose another product")]
    NotSold {
        /// The product's name.
        product: String,
    },
    /// The product is not sold for so many years.
    #[error("{product} is not sold for {years} years; choose a term of {offered} years")]
    Term {
        /// The product's name.
        product: String,
        /// Years asked for.
        years: i64,
        /// Years offered, in words.
        offered: String,
    },
    /// Fewer than one name or more than the product takes.
    #[error("{product} takes 1 to {max} names, not {count}")]
    NameCount {
        /// The product's name.
        product: String,
        /// Names asked for.
        count: usize,
        /// Names at most.
        max: usize,
    },
    /// The amount does not fit; only an absurd catalogue leads here.
    #[error("the price of {product} is too large to compute; check its price in the catalogue")]
    TooLarge {
        /// The product's name.
        product: String,
    },
}

/// The price of a product for a number of names and years. A free product has no years: they are not looked at.
/// Fewer names than the base price includes cost the base price.
///
/// # Errors
/// [`QuoteError`] names what is not offered, and what is.
pub fn quote(product: &Product, name_count: usize, years: i64) -> Result<Quote, QuoteError> {
    let name = || product.name.clone();
    let price = product.price.ok_or_else(|| QuoteError::NotSold { product: name() })?;
    product.check_size(name_count, years)?;
    if let Some(term) = product.free {
        let text = format!("{}, {} days, free of charge", product.name, term.validity_days);
        return sum(product, vec![(text, 1, price.base)]);
    }
    let included = price.names_included;
    let mut rows = vec![(format!("{}, {}, per year", product.name, in_names(included)), years, price.base)];
    if let Some(further) = name_count.checked_sub(included).filter(|further| *further > 0) {
        let unit = price.further.ok_or_else(|| QuoteError::NameCount {
            product: name(),
            count: name_count,
            max: included,
        })?;
        let name_years = i64::try_from(further).ok().and_then(|further| further.checked_mul(years));
        let count = name_years.ok_or_else(|| QuoteError::TooLarge { product: name() })?;
        rows.push((
            format!("{} more, {}, per name and year", in_names(further), in_years(years)),
            count,
            unit,
        ));
    }
    sum(product, rows)
}

impl Product {
    /// It takes so many names and is sold for so many years (A1); a free product has no years.
    ///
    /// # Errors
    /// [`QuoteError::NameCount`], [`QuoteError::Term`].
    pub fn check_size(&self, name_count: usize, years: i64) -> Result<(), QuoteError> {
        let product = || self.name.clone();
        if name_count == 0 || name_count > self.names_max {
            return Err(QuoteError::NameCount { product: product(), count: name_count, max: self.names_max });
        }
        if self.is_free() || self.terms_years.contains(&years) {
            return Ok(());
        }
        let offered: Vec<String> = self.terms_years.iter().map(i64::to_string).collect();
        Err(QuoteError::Term { product: product(), years, offered: offered.join(" or ") })
    }
}

fn in_names(count: usize) -> String {
    if count == 1 { "1 name".to_owned() } else { format!("{count} names") }
}

fn in_years(count: i64) -> String {
    if count == 1 { "1 year".to_owned() } else { format!("{count} years") }
}

fn sum(product: &Product, rows: Vec<(String, i64, Cents)>) -> Result<Quote, QuoteError> {
    let too_large = || QuoteError::TooLarge { product: product.name.clone() };
    let mut quote = Quote { lines: Vec::with_capacity(rows.len()), total: Cents::ZERO };
    for (text, count, unit) in rows {
        let amount = unit.checked_times(count).ok_or_else(too_large)?;
        quote.total = quote.total.checked_add(amount).ok_or_else(too_large)?;
        quote.lines.push(QuoteLine { text, count, unit, amount });
    }
    Ok(quote)
}
