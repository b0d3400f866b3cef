//! What can be had for benefit points, by the pair of codes that the cloud API names it with.

use super::domain_type::DomainType;
use super::level::Level;
use serde::{Deserialize, Serialize};

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
}
