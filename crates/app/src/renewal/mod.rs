//! Paid terms that outlast a certificate (K3), renewal (K1, K2), and renewal that pays by itself (K4). Rounds of the whole
//! register walk only what is due.

mod continue_terms;
mod period;
mod renew;
mod renew_by_itself;
mod schedule;
mod switch;

pub use continue_terms::continue_terms;
pub(crate) use period::period;
pub(crate) use renew::term_days;
pub use renew::{Renew, Renewed, renew};
pub use renew_by_itself::renew_by_itself;
pub(crate) use schedule::schedule;
pub use switch::switch_automatic;

use crate::failure::{Code, Failure};
use chancery_domain::renewal::RenewalError;

impl From<RenewalError> for Failure {
    fn from(error: RenewalError) -> Self {
        let code = match &error {
            RenewalError::Renewed { .. } => Code::AlreadyRenewed,
            RenewalError::Foreign
            | RenewalError::Free
            | RenewalError::NotIssued { .. }
            | RenewalError::TermRuns { .. }
            | RenewalError::TooSoon { .. }
            | RenewalError::Reissued { .. } => Code::NotRenewable,
        };
        Failure::new(code, format!("OldCertificateId: {error}"))
    }
}
