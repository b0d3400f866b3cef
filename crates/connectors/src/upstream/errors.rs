//! The library's errors in the words of the port: what may pass by itself, and what needs a new order.

use chancery_app::ports::UpstreamError;
use instant_acme::{Error, Problem};

/// Problem types (RFC 8555 section 6.7) after which the same request may succeed later.
const PASSING: [&str; 4] = ["rateLimited", "serverInternal", "badNonce", "orderNotReady"];

/// Sorts an error.
pub(super) fn translated(error: Error) -> UpstreamError {
    match error {
        Error::Api(problem) if passes(&problem) => UpstreamError::Unreachable(problem.to_string()),
        Error::Api(problem) => UpstreamError::Refused(problem.to_string()),
        Error::Unsupported(what) => UpstreamError::Refused(format!("it does not support {what}")),
        other => UpstreamError::Unreachable(other.to_string()),
    }
}

fn passes(problem: &Problem) -> bool {
    problem.status.is_some_and(|status| status >= 500) || PASSING.iter().any(|kind| is(problem, kind))
}

/// Whether a problem is of this type.
pub(super) fn is(problem: &Problem, kind: &str) -> bool {
    problem.r#type.as_deref().and_then(|text| text.rsplit(':').next()) == Some(kind)
}
