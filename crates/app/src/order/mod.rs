//! Buying: applications for free certificates, and giving up.

mod apply_free;
mod cancel;
mod csr_fit;
mod key;
mod known;
mod names;
mod verdict;

pub use apply_free::{Apply, apply_free};
pub use cancel::cancel;
pub use key::CsrChoice;
pub use known::{makings, passage};
pub use verdict::{letter_uploaded, review_passed, review_refused};
