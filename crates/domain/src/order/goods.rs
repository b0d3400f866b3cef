//! What an order is for: a certificate, or a bundle of benefit points.

use super::ProductCode;
use crate::ids::{CertificateId, PackageId, ProjectId};
use serde::{Deserialize, Serialize};

/// What is bought.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Goods {
    /// A certificate.
    Certificate(CertificateGoods),
    /// Benefit points (C3).
    Points(PointsGoods),
}

/// A certificate that is bought.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct CertificateGoods {
    /// The product.
    pub product: ProductCode,
    /// Names paid for.
    pub name_count: usize,
    /// Years paid for; 0 for a free product.
    pub years: i64,
    /// Validity paid for, in days.
    pub term_days: i64,
    /// The certificate: from payment on.
    pub certificate: Option<CertificateId>,
    /// What the buyer wants for it.
    pub wishes: Wishes,
}

/// What the buyer wants for a certificate before it exists.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug, Default)]
pub struct Wishes {
    /// The project, 0 for the default one.
    pub project: Option<ProjectId>,
    /// Free tags: key and value.
    pub tags: Vec<(String, String)>,
    /// The certificate that it renews.
    pub renews: Option<CertificateId>,
    /// Whether it is to renew itself (K4).
    pub auto_renew: bool,
}

/// Points that are bought.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct PointsGoods {
    /// The kind of bundle, such as `ssl_100`.
    pub kind: String,
    /// Points in it.
    pub points: i64,
    /// The package: from payment on.
    pub package: Option<PackageId>,
}
