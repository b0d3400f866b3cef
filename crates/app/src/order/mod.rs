//! Buying: applications for free certificates, purchases with their payment, applications for what was bought, refunds,
//! and giving up.

mod applicant;
mod apply_free;
mod auto_voucher;
mod buy;
mod buy_bundle;
mod cancel;
mod csr_fit;
mod fetch;
mod fill_in;
mod give_up;
mod follow;
mod key;
mod known;
mod list;
mod names;
mod pay;
mod purchase;
mod quote;
mod refund;
mod resubmit;
mod settle;
mod submit;
mod verdict;

pub use applicant::{ApplicantDraft, OrganizationDraft};
pub use apply_free::{Apply, apply_free};
pub use buy::{Bought, Buy, buy};
pub use buy_bundle::{BuyBundle, buy_bundle};
pub use cancel::{Cancel, cancel};
pub use fill_in::{FillIn, fill_in};
pub(crate) use follow::{Follower, follow, same_key};
pub use give_up::{close_unpaid, give_up};
pub use key::CsrChoice;
pub(crate) use key::{Key, Wanted, claim_key, obtain_key};
pub(crate) use known::{known, product};
pub use known::{makings, passage};
pub use list::{ListInput, describe, list};
pub(crate) use names::proof_method;
pub use pay::pay;
pub use purchase::{Purchase, purchase};
pub use quote::{QuoteInput, Quoted, quote};
pub use refund::{finish_refund, order_of, refund};
pub use resubmit::resubmit;
pub use settle::Means;
pub use submit::{Submitted, begin, submit};
pub use verdict::{letter_uploaded, review_passed, review_refused};
