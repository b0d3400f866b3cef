//! Buying: applications for free certificates, and giving up.

mod applicant;
mod apply_free;
mod cancel;
mod csr_fit;
mod fill_in;
mod key;
mod known;
mod names;
mod resubmit;
mod submit;
mod verdict;

pub use applicant::{ApplicantDraft, OrganizationDraft};
pub use apply_free::{Apply, apply_free};
pub use cancel::{Cancel, cancel};
pub use fill_in::{FillIn, fill_in};
pub use key::CsrChoice;
pub use known::{makings, passage};
pub use resubmit::resubmit;
pub use submit::{Submitted, begin, submit};
pub use verdict::{letter_uploaded, review_passed, review_refused};
