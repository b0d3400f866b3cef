//! The room of goods: brands, products, prices and the names each product takes (A1 to A4, A7, A8), read from one
//! TOML file that is compiled in and may be replaced by the operator.

mod brand;
mod course;
mod domain_type;
mod file;
mod guide;
mod level;
mod names;
mod package;
mod price;
mod product;
mod withdrawal;

pub use brand::{Brand, DnsRecordType, IssuerKind};
pub use course::Step;
pub use domain_type::{DomainType, ProofMethod};
pub use guide::{Guide, Needs, NeedsError, OwnerKind, Recommendation};
pub use level::Level;
pub use names::NamesError;
pub use package::{Bundle, PackageProduct};
pub use price::{Price, Quote, QuoteError, QuoteLine, quote};
pub use product::{FreeTerm, Product};
pub use withdrawal::RevocationPath;

use crate::policy::DataFileError;

/// A fault in the catalogue file, with file, key and rule.
pub type CatalogueError = DataFileError;

/// Everything that can be applied for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Catalogue {
    currency: String,
    brands: Vec<Brand>,
    products: Vec<Product>,
    bundles: Vec<Bundle>,
    packages: Vec<PackageProduct>,
}

/// The file that is compiled in.
const COMPILED_IN: &str = include_str!("../../data/catalogue.toml");
/// What messages call it.
const COMPILED_IN_LABEL: &str = "compiled-in catalogue.toml";

impl Catalogue {
    /// Reads and checks a catalogue file; `file_label` is what errors call it.
    ///
    /// # Errors
    /// The first fault found, with file, key and rule.
    pub fn parse(file_label: &str, text: &str) -> Result<Self, CatalogueError> {
        file::parse(file_label, text)
    }

    /// The catalogue that is compiled in.
    ///
    /// # Errors
    /// None in a build whose tests passed: a test reads the file.
    pub fn compiled_in() -> Result<Self, CatalogueError> {
        Catalogue::parse(COMPILED_IN_LABEL, COMPILED_IN)
    }

    /// The currency of every price; `USD`.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// All brands, in the order of the file.
    pub fn brands(&self) -> &[Brand] {
        &self.brands
    }

    /// The brand with a key such as `trustasia`.
    pub fn brand(&self, key: &str) -> Option<&Brand> {
        self.brands.iter().find(|brand| brand.key == key)
    }

    /// All products, in the order of the file.
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// The product with a code of the cloud API (`PackageType`, `ProductId`).
    pub fn product(&self, code: u32) -> Option<&Product> {
        self.products.iter().find(|product| product.code == code)
    }

    /// The brand of a product. Every product has one: the file is refused otherwise.
    pub fn brand_of(&self, product: &Product) -> Option<&Brand> {
        self.brand(&product.brand)
    }

    /// Products that can be applied for at present.
    pub fn on_sale(&self) -> impl Iterator<Item = &Product> {
        self.products.iter().filter(|product| product.is_on_sale())
    }

    /// The free products (B1).
    pub fn free_products(&self) -> impl Iterator<Item = &Product> {
        self.products.iter().filter(|product| product.is_free())
    }

    /// The bundles of benefit points that are sold (C3).
    pub fn bundles(&self) -> &[Bundle] {
        &self.bundles
    }

    /// The bundle of a kind such as `ssl_100`.
    pub fn bundle(&self, kind: &str) -> Option<&Bundle> {
        self.bundles.iter().find(|bundle| bundle.kind == kind)
    }

    /// The product that a row for benefit points stands for: of several generations the one that is sold.
    pub fn product_of_row(&self, row: &PackageProduct) -> Option<&Product> {
        self.on_sale().find(|product| {
            !product.is_free()
                && product.brand == row.brand
                && product.level == row.level
                && product.domains == row.domains
        })
    }

    /// The row under which a product is had for benefit points, with the product; nothing where it is not.
    pub fn row_for_points(&self, code: u32) -> Option<(&PackageProduct, &Product)> {
        self.packages
            .iter()
            .filter(|row| row.points.is_some())
            .find_map(|row| self.product_of_row(row).filter(|product| product.code == code).map(|p| (row, p)))
    }

    /// Rows for buying with a benefit-point package.
    pub fn package_products(&self) -> &[PackageProduct] {
        &self.packages
    }

    /// The row with a `ProductPid` and `PriceKey` of the cloud API; both must agree.
    pub fn package_product(&self, pid: u32, price_key: &str) -> Option<&PackageProduct> {
        self.packages.iter().find(|row| row.pid == pid && row.price_key == price_key)
    }
}

#[cfg(test)]
mod tests;
