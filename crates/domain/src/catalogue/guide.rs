//! The selection guide (A6): from the owner, the names and the need of IP addresses to products with reason and price.
//! Which levels suit whom, and the words, are data that the operator may replace (A8); whether a product takes the names
//! is the catalogue's.

use super::domain_type::DomainType;
use super::level::Level;
use super::price::{Quote, quote};
use super::product::Product;
use super::{Catalogue, CatalogueError};
use crate::policy::{Checker, read};
use serde::Deserialize;
use std::cmp::Reverse;

/// The file that is compiled in.
const COMPILED_IN: &str = include_str!("../../data/guide.toml");
/// What messages call it.
const COMPILED_IN_LABEL: &str = "compiled-in guide.toml";
/// Products that no file may exceed.
const PRODUCTS_MAX: i64 = 100;
/// A term that no file may exceed, in years.
const YEARS_MAX: i64 = 10;

/// Who owns the site (A6).
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum OwnerKind {
    /// Somebody without a business licence.
    Person,
    /// A company of any other industry.
    Company,
    /// A company whose business is on the Internet.
    Internet,
    /// A school or university.
    Education,
    /// An authority.
    Government,
    /// A bank, or another business of finance or payment.
    Bank,
}

impl OwnerKind {
    /// Every kind.
    pub const ALL: [OwnerKind; 6] = [
        OwnerKind::Person,
        OwnerKind::Company,
        OwnerKind::Internet,
        OwnerKind::Education,
        OwnerKind::Government,
        OwnerKind::Bank,
    ];

    /// `person`, `company`, `internet`, `education`, `government`, `bank`.
    pub fn as_str(self) -> &'static str {
        match self {
            OwnerKind::Person => "person",
            OwnerKind::Company => "company",
            OwnerKind::Internet => "internet",
            OwnerKind::Education => "education",
            OwnerKind::Government => "government",
            OwnerKind::Bank => "bank",
        }
    }

    /// The kind of that name.
    pub fn from_text(text: &str) -> Option<OwnerKind> {
        OwnerKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What is needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Needs {
    /// Who owns the site.
    pub owner: OwnerKind,
    /// Names to be bound; at least one.
    pub name_count: usize,
    /// The names are wildcards.
    pub wildcard: bool,
    /// Some of the names are IP addresses.
    pub ip: bool,
    /// Keys have to be SM2 keys.
    pub sm2: bool,
    /// Some of the names or addresses are internal to one house, which public certificates never hold (A4).
    pub private: bool,
}

/// A product that suits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recommendation<'a> {
    /// The product.
    pub product: &'a Product,
    /// Why it is recommended, in sentences.
    pub reason: String,
    /// What it costs for the names, and how that comes about.
    pub quote: Quote,
    /// Years that the price is for.
    pub years: i64,
}

/// Why needs cannot be answered.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NeedsError {
    /// No name.
    #[error("a certificate holds at least one name; say how many it is to hold")]
    NoName,
    /// Addresses and wildcards together.
    #[error("an IP address is never a wildcard and no product holds both; ask for each by itself")]
    IpAndWildcard,
}

/// The guide as its file says.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    products_max: usize,
    per_level_max: usize,
    years: i64,
    owner: Vec<OwnerRow>,
    because: Because,
}

#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct OwnerRow {
    kind: OwnerKind,
    levels: Vec<Level>,
    #[serde(default)]
    grows: bool,
    reason: String,
}

#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Because {
    next_level: String,
    grows: String,
    wildcard: String,
    multi: String,
    ip: String,
    sm2: String,
    private: String,
    free: String,
}

impl Guide {
    /// Reads and checks a guide; `file_label` is what errors call it.
    ///
    /// # Errors
    /// The first fault found, with file, key and rule.
    pub fn parse(file_label: &str, text: &str) -> Result<Self, CatalogueError> {
        let guide: Guide = read(file_label, text)?;
        let check = Checker::new(file_label);
        check.within("products_max", guide.products_max, 1..=PRODUCTS_MAX)?;
        check.within("per_level_max", guide.per_level_max, 1..=PRODUCTS_MAX)?;
        check.within("years", guide.years, 1..=YEARS_MAX)?;
        for kind in OwnerKind::ALL {
            let rows = guide.owner.iter().filter(|row| row.kind == kind).count();
            let key = format!("owner[kind = {}]", kind.as_str());
            check.ensure(rows == 1, &key, "every kind of owner has one row")?;
        }
        for row in &guide.owner {
            let key = |field: &str| format!("owner[kind = {}].{field}", row.kind.as_str());
            let once = |level: &Level| row.levels.iter().filter(|other| *other == level).count() == 1;
            let well_formed = !row.levels.is_empty() && row.levels.iter().all(once);
            check.ensure(well_formed, &key("levels"), "names at least one level, and none twice")?;
            check.ensure(!row.reason.is_empty(), &key("reason"), "must not be empty")?;
            let organised = row.kind != OwnerKind::Person || row.levels.iter().all(|level| level.is_dv());
            check.ensure(organised, &key("levels"), "a person has no organisation to examine: DV only")?;
        }
        Ok(guide)
    }

    /// The guide that is compiled in.
    ///
    /// # Errors
    /// None in a build whose tests passed: a test reads the file.
    pub fn compiled_in() -> Result<Self, CatalogueError> {
        Guide::parse(COMPILED_IN_LABEL, COMPILED_IN)
    }

    /// Products that suit the needs, best first: by the owner's levels, then by price. Where one plain name is asked
    /// for and sites will be added, the wildcard product of the best level comes last. Empty where nothing suits.
    ///
    /// # Errors
    /// [`NeedsError`].
    pub fn recommend<'a>(
        &self,
        catalogue: &'a Catalogue,
        needs: &Needs,
    ) -> Result<Vec<Recommendation<'a>>, NeedsError> {
        if needs.name_count == 0 {
            return Err(NeedsError::NoName);
        }
        if needs.ip && needs.wildcard {
            return Err(NeedsError::IpAndWildcard);
        }
        let Some(row) = self.owner.iter().find(|row| row.kind == needs.owner) else {
            return Ok(Vec::new());
        };
        let kind = match (needs.wildcard, needs.name_count) {
            (false, 1) => DomainType::Single,
            (false, _) => DomainType::Multi,
            (true, 1) => DomainType::Wildcard,
            (true, _) => DomainType::MultiWildcard,
        };
        let mut found = self.of_kind(catalogue, needs, row, kind);
        if row.grows && kind == DomainType::Single && !needs.ip {
            let wider = self.of_kind(catalogue, needs, row, DomainType::Wildcard).into_iter().next();
            found.truncate(self.products_max.saturating_sub(usize::from(wider.is_some())));
            found.extend(wider.map(|mut wider| {
                wider.reason = format!("{} {}", wider.reason, self.because.grows);
                wider
            }));
        }
        found.truncate(self.products_max);
        Ok(found)
    }

    /// The same for one kind of names.
    fn of_kind<'a>(
        &self,
        catalogue: &'a Catalogue,
        needs: &Needs,
        row: &OwnerRow,
        kind: DomainType,
    ) -> Vec<Recommendation<'a>> {
        // Inside one house nobody examines who owns it, so that the owner's levels do not matter (A4).
        let levels = if needs.private { &[Level::Dv] } else { row.levels.as_slice() };
        let mut found = Vec::new();
        for level in levels {
            let mut of_level: Vec<(&Product, Quote)> = catalogue
                .on_sale()
                .filter(|product| product.level == *level && product.domains == kind)
                .filter(|product| product.private == needs.private && (product.ip || !needs.ip))
                .filter(|product| catalogue.brand_of(product).is_some_and(|brand| brand.sm2 == needs.sm2))
                .filter_map(|product| Some((product, quote(product, needs.name_count, self.years).ok()?)))
                .collect();
            of_level.sort_by_key(|(product, quote)| (quote.total, Reverse(product.is_free()), product.code));
            of_level.truncate(self.per_level_max);
            found.extend(of_level.into_iter().map(|(product, quote)| Recommendation {
                product,
                reason: self.reason(row, needs, product, kind),
                quote,
                years: self.years,
            }));
        }
        let best = found.first().map(|first| first.product.level);
        if best.is_some() && best != levels.first().copied() {
            for recommendation in &mut found {
                recommendation.reason = format!("{} {}", recommendation.reason, self.because.next_level);
            }
        }
        found
    }

    /// The sentences that hold for a product.
    fn reason(&self, row: &OwnerRow, needs: &Needs, product: &Product, kind: DomainType) -> String {
        let because = &self.because;
        let further = [
            (kind.is_wildcard(), &because.wildcard),
            (kind == DomainType::Multi, &because.multi),
            (needs.ip, &because.ip),
            (needs.sm2, &because.sm2),
            (product.is_free(), &because.free),
        ];
        let holding = further.into_iter().filter(|(holds, _)| *holds).map(|(_, text)| text.as_str());
        let first = if needs.private { &because.private } else { &row.reason };
        std::iter::once(first.as_str()).chain(holding).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests;
