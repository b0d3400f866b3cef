//! Buying: applications for free certificates, and giving up.

mod apply_free;
mod cancel;
mod csr_fit;

pub use apply_free::{Apply, CsrChoice, apply_free};
pub use cancel::cancel;
