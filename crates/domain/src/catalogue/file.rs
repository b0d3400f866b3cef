//! The catalogue file: its schema, how lines and words become products, and what must hold; every fault names the
//! key (A8).

use super::course::Step;
use super::domain_type::{DomainType, ProofMethod};
use super::level::Level;
use super::package::{Bundle, PackageProduct};
use super::price::Price;
use super::product::{FreeTerm, Product};
use super::withdrawal::RevocationPath;
use super::{Brand, Catalogue, CatalogueError};
use crate::key::{KeyAlgorithm, KeyFamily};
use crate::policy::{Checker, read};
use serde::Deserialize;

/// Names that one product may reach in any file; keeps certificates of a size that servers can send.
const NAMES_MAX: i64 = 1_000;
/// A price that no file may exceed, in cents.
const CENTS_MAX: i64 = 100_000_000_000;
/// Points that no file may exceed.
const POINTS_MAX: i64 = 1_000_000;
/// Days that no file may exceed.
const DAYS_MAX: i64 = 398;
/// A term that no file may exceed, in years.
const YEARS_MAX: i64 = 10;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogueFile {
    currency: String,
    level: Vec<LevelWords>,
    domain_type: Vec<DomainTypeRow>,
    brand: Vec<Brand>,
    line: Vec<Line>,
    packages: Packages,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelWords {
    key: Level,
    name: String,
    name_zh: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DomainTypeRow {
    key: DomainType,
    name: String,
    name_zh: String,
    methods: Vec<ProofMethod>,
}

/// The products of one brand and level.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    brand: String,
    level: Level,
    keys: Vec<KeyAlgorithm>,
    terms_years: Vec<i64>,
    course: Vec<Step>,
    revocation: RevocationPath,
    products: Vec<ProductRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductRow {
    code: u32,
    domains: DomainType,
    names_max: usize,
    #[serde(default)]
    ip: bool,
    name: Option<String>,
    name_zh: Option<String>,
    keys: Option<Vec<KeyAlgorithm>>,
    terms_years: Option<Vec<i64>>,
    price: Option<Price>,
    free: Option<FreeTerm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Packages {
    bundles: Vec<Bundle>,
    products: Vec<PackageProduct>,
}

pub(super) fn parse(file_label: &str, text: &str) -> Result<Catalogue, CatalogueError> {
    let file: CatalogueFile = read(file_label, text)?;
    let check = Checker::new(file_label);
    check.ensure(
        file.currency == "USD",
        "currency",
        "amounts are in US cents, so the currency is \"USD\"",
    )?;
    check_brands(&check, &file.brand)?;
    let mut products: Vec<Product> = Vec::new();
    for line in &file.line {
        let brand = file.brand.iter().find(|brand| brand.key == line.brand).ok_or_else(|| {
            check
                .fault("line.brand", format!("there is no brand {:?}; define it under [[brand]]", line.brand))
        })?;
        for row in &line.products {
            let product = resolve(&check, &file, brand, line, row)?;
            check_product(&check, brand, &product)?;
            if products.iter().any(|earlier| earlier.code == product.code) {
                return Err(check.fault(&key(&product, "code"), "the code is used twice"));
            }
            products.push(product);
        }
    }
    check_packages(&check, &file)?;
    Ok(Catalogue {
        currency: file.currency,
        brands: file.brand,
        products,
        bundles: file.packages.bundles,
        packages: file.packages.products,
    })
}

/// The path to a key of a product, with its code.
fn key(product: &Product, field: &str) -> String {
    format!("line.products[code = {}].{field}", product.code)
}

/// Fills in what the line, the words and the domain types say.
fn resolve(
    check: &Checker<'_>,
    file: &CatalogueFile,
    brand: &Brand,
    line: &Line,
    row: &ProductRow,
) -> Result<Product, CatalogueError> {
    let level = file.level.iter().find(|words| words.key == line.level).ok_or_else(|| {
        check.fault("line.level", format!("there is no [[level]] with key = \"{}\"", line.level))
    })?;
    let kind = file.domain_type.iter().find(|kind| kind.key == row.domains).ok_or_else(|| {
        let rule = format!("there is no [[domain_type]] with key = \"{}\"", row.domains);
        check.fault("line.products.domains", rule)
    })?;
    let wildcard_by_file = row.domains.is_wildcard() && kind.methods.contains(&ProofMethod::File);
    let rule = "wildcards are never proved by file (trust rule \"wildcard\")";
    check.ensure(!wildcard_by_file, "domain_type.methods", rule)?;
    check.ensure(!kind.methods.is_empty(), "domain_type.methods", "needs at least one method")?;
    let name = [brand.name.as_str(), &level.name, &kind.name];
    let name_zh = format!("{} {}{} SSL 证书", brand.name_zh, level.name_zh, kind.name_zh);
    Ok(Product {
        code: row.code,
        brand: brand.key.clone(),
        level: line.level,
        domains: row.domains,
        name: row.name.clone().unwrap_or_else(|| name.join(" ").trim_end().to_owned()),
        name_zh: row.name_zh.clone().unwrap_or(name_zh),
        price: row.price,
        names_max: row.names_max,
        keys: row.keys.clone().unwrap_or_else(|| line.keys.clone()),
        terms_years: row.terms_years.clone().unwrap_or_else(|| line.terms_years.clone()),
        ip: row.ip,
        private: brand.private,
        methods: kind.methods.clone(),
        course: line.course.clone(),
        revocation: line.revocation,
        free: row.free,
    })
}

fn check_brands(check: &Checker<'_>, brands: &[Brand]) -> Result<(), CatalogueError> {
    for (index, brand) in brands.iter().enumerate() {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let well_formed = !brand.key.is_empty() && brand.key.chars().all(plain);
        check.ensure(well_formed, "brand.key", "must be lower-case letters, digits and hyphens")?;
        check.ensure(
            !brand.name.is_empty() && !brand.name_zh.is_empty(),
            "brand.name",
            "must not be empty",
        )?;
        check.within("brand.revocation_closes_days", brand.revocation_closes_days, 0..=DAYS_MAX)?;
        if brands.iter().take(index).any(|earlier| earlier.key == brand.key) {
            return Err(check.fault("brand.key", format!("{:?} is used twice", brand.key)));
        }
    }
    Ok(())
}

fn check_product(check: &Checker<'_>, brand: &Brand, product: &Product) -> Result<(), CatalogueError> {
    let key = |field: &str| key(product, field);
    let ensure = |holds: bool, field: &str, rule: &str| check.ensure(holds, &key(field), rule);
    let domains = product.domains;
    ensure(
        !(product.level.is_ev() && domains.is_wildcard()),
        "domains",
        "EV certificates never hold a wildcard (must-never 13)",
    )?;
    ensure(domains.is_multi() || product.names_max == 1, "names_max", "a product for one name takes 1")?;
    check.within(&key("names_max"), product.names_max, 1..=NAMES_MAX)?;
    ensure(!(product.ip && domains.is_wildcard()), "ip", "an IP address is never a wildcard (A4)")?;
    ensure(!(product.ip && product.is_free()), "ip", "free certificates hold no IP addresses (A4)")?;
    ensure(
        !product.private || (product.level.is_dv() && !product.is_free()),
        "level",
        "products of a brand with private = true are sold, and DV: nobody examines an organisation for them (A4)",
    )?;
    ensure(!product.keys.is_empty(), "keys", "needs at least one kind of key")?;
    ensure(
        product.keys.iter().all(|key| (key.family() == KeyFamily::Sm2) == brand.sm2),
        "keys",
        "brands with sm2 = true take SM2 keys only, all others none (D1)",
    )?;
    check_course(check, product)?;
    let terms = &product.terms_years;
    let rising = terms.windows(2).all(|pair| matches!(pair, [shorter, longer] if shorter < longer));
    ensure(rising, "terms_years", "must rise")?;
    for years in terms {
        check.within(&key("terms_years"), *years, 1..=YEARS_MAX)?;
    }
    ensure(
        product.is_free() == terms.is_empty(),
        "terms_years",
        "free products have none, all others at least one",
    )?;
    if let Some(price) = &product.price {
        check.within(&key("price.base_cents"), price.base.0, 0..=CENTS_MAX)?;
        check.within(&key("price.further_cents"), price.further.map_or(0, |cents| cents.0), 0..=CENTS_MAX)?;
        let included = price.names_included >= 1 && price.names_included <= product.names_max;
        ensure(included, "price.names_included", "must be between 1 and names_max")?;
        ensure(
            price.further.is_some() == (product.names_max > price.names_included),
            "price.further_cents",
            "is needed where names_max exceeds names_included, and only there",
        )?;
    }
    if let Some(free) = &product.free {
        let costs_nothing = product.price.as_ref().is_some_and(|price| price.base.0 == 0);
        ensure(costs_nothing, "price.base_cents", "a free product has a price of 0")?;
        check.within(&key("free.validity_days"), free.validity_days, 1..=398)?;
        check.within(&key("free.months"), free.months, 1..=13)?;
    }
    Ok(())
}

/// Every course proves the names; whoever names an organisation in a certificate has examined it (BR 3.2.2).
fn check_course(check: &Checker<'_>, product: &Product) -> Result<(), CatalogueError> {
    let ensure = |holds: bool, rule: &str| check.ensure(holds, &key(product, "course"), rule);
    let count = |step: Step| product.course.iter().filter(|other| **other == step).count();
    ensure(count(Step::Validation) == 1, "has the step \"validation\" once")?;
    ensure(
        product.level.is_dv() || count(Step::Review) == 1,
        "has the step \"review\" once for every level but DV",
    )?;
    ensure(
        !product.level.is_dv()
            || product.course.iter().all(|step| matches!(step, Step::Validation | Step::PreReview)),
        "of a DV product has neither letter nor review",
    )?;
    ensure(count(Step::Letter) <= 1 && count(Step::PreReview) <= 1, "has no step twice")
}

fn check_packages(check: &Checker<'_>, file: &CatalogueFile) -> Result<(), CatalogueError> {
    let rows = &file.packages.products;
    for (index, row) in rows.iter().enumerate() {
        let field = |name: &str| format!("packages.products[pid = {}].{name}", row.pid);
        let known = file.brand.iter().any(|brand| brand.key == row.brand);
        check.ensure(known, &field("brand"), "there is no such brand; define it under [[brand]]")?;
        let mut earlier = rows.iter().take(index);
        let alone = !earlier.any(|other| other.pid == row.pid || other.price_key == row.price_key);
        check.ensure(alone, &field("price_key"), "the pid or the price key is used twice")?;
        check.within(&field("points"), row.points.unwrap_or(1), 1..=POINTS_MAX)?;
        check.within(&field("points_further"), row.points_further.unwrap_or(1), 1..=POINTS_MAX)?;
        let single = row.points_further.is_some() && !row.domains.is_multi();
        check.ensure(!single, &field("points_further"), "a product for one name has no further names")?;
    }
    check_bundles(check, &file.packages.bundles)
}

fn check_bundles(check: &Checker<'_>, bundles: &[Bundle]) -> Result<(), CatalogueError> {
    for (index, bundle) in bundles.iter().enumerate() {
        let field = |name: &str| format!("packages.bundles[kind = {}].{name}", bundle.kind);
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let well_formed = !bundle.kind.is_empty() && bundle.kind.chars().all(plain);
        check.ensure(well_formed, &field("kind"), "must be lower-case letters, digits and underscores")?;
        let alone = !bundles.iter().take(index).any(|earlier| earlier.kind == bundle.kind);
        check.ensure(alone, &field("kind"), "the kind is used twice")?;
        check.within(&field("points"), bundle.points, 1..=POINTS_MAX)?;
        check.within(&field("price_cents"), bundle.price.0, 1..=CENTS_MAX)?;
        check.within(&field("valid_days"), bundle.valid_days, 1..=3_650)?;
    }
    Ok(())
}
