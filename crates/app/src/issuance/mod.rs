//! From proved names to a signed certificate in the register: `prepare` (bytes are made and linted), `record` (serial and
//! bytes are recorded; `reserve` does both), `complete` (they are signed), `keep` (the certificate stands in the
//! register). The catalogue, the service's own certificate and ACME go this way.

mod complete;
mod encryption;
mod keep;
mod plan;
mod prepare;
mod reserve;
mod service_certificate;
mod sign;
mod transparent;
mod upstream;

pub use complete::complete;
pub use keep::keep;
pub use plan::{Plan, Signed};
pub use prepare::prepare;
pub use reserve::{record, reserve};
pub use service_certificate::{ServiceCertificate, service_certificate};
pub use sign::sign;
pub use upstream::{follow as follow_upstream, upstream_proof};

use crate::failure::{Code, Failure, Retry};
use crate::ports::AuthorityError;
use chancery_domain::catalogue::{Brand, Level, Product};

/// The profile of catalogue products that are validated by their names alone.
pub(crate) const CATALOGUE_PROFILE: &str = "catalogue-dv";
/// The profile of signature certificates of the SM2 hierarchy (D1).
pub(crate) const SM2_SIGNATURE_PROFILE: &str = "sm2-signature";
/// The profile of encryption certificates of the SM2 hierarchy (D1).
pub(crate) const SM2_ENCRYPTION_PROFILE: &str = "sm2-encryption";

/// The profile of products for one house, without public trust (A4).
const PRIVATE_PROFILE: &str = "private";

/// The profile of a catalogue product, by its brand and level.
fn catalogue_profile(brand: &Brand, product: &Product) -> &'static str {
    if brand.sm2 {
        return SM2_SIGNATURE_PROFILE;
    }
    // Internal names and addresses never come near a profile of public trust (must never happen, number 12).
    if product.private {
        return PRIVATE_PROFILE;
    }
    match product.level {
        Level::Dv => CATALOGUE_PROFILE,
        Level::Ov | Level::OvPro => "catalogue-ov",
        Level::Ev | Level::EvPro => "catalogue-ev",
    }
}

/// The issuer could not do its part; the stored task tries again.
fn refused(error: AuthorityError) -> Failure {
    let mut failure =
        Failure::new(Code::IssuerFailed, "the issuer could not sign at the moment; it will be tried again");
    failure.cause = Some(error.to_string());
    failure.retry = Retry::Later;
    failure
}
