//! The embedded authority's certificates and keys: made once at first start, opened at every start.

mod establish;

pub use establish::{OpenAuthority, SERVICE_BRAND, establish};
