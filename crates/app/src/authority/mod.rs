//! The embedded authority's certificates and keys: made once at first start, opened at every start.

mod establish;

pub use establish::{ACME_BRAND, OpenAuthority, PRIVATE_BRAND, SERVICE_BRAND, establish};
