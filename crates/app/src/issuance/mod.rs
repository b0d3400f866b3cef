//! From proved names to a signed certificate in the register.

mod service_certificate;
mod sign;

pub use service_certificate::{ServiceCertificate, service_certificate};
pub use sign::sign;
