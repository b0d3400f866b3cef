//! Certificates of a brand that an upstream authority issues, over ACME. They live the same life in the register:
//! proved here first, then ordered upstream by a stored task, then issued, renewed and revoked like all others.

mod accept;
mod answers;
mod begin;
mod follow;
mod obtain;
mod proof;
mod request;
mod session;

pub(super) use begin::begin;
pub use follow::follow;
pub use proof::upstream_proof;

use crate::failure::Failure;
use crate::ports::UpstreamError;
use chancery_domain::upstream::Fault;

/// What can go wrong on the way: at the directory, which is noted in the order, or here.
enum Trouble {
    /// At the directory.
    Upstream(UpstreamError),
    /// With us.
    Here(Failure),
}

impl Trouble {
    /// The certificate that came is not what was ordered, or what is to be ordered cannot be.
    fn refused(why: impl Into<String>) -> Self {
        Trouble::Upstream(UpstreamError::Refused(why.into()))
    }
}

impl From<UpstreamError> for Trouble {
    fn from(error: UpstreamError) -> Self {
        Trouble::Upstream(error)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Trouble::Here(failure)
    }
}

/// Whether a new order may help.
fn fault(error: &UpstreamError) -> Fault {
    match error {
        UpstreamError::Unreachable(_) | UpstreamError::Unknown(_) => Fault::Unreachable,
        UpstreamError::Refused(_) => Fault::Refused,
    }
}
