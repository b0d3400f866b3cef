//! Reading ids as received; what cannot be an id is answered like an id that does not exist.

use chancery_app::failure::{Code, Failure};
use chancery_domain::ids::{CertificateId, ProjectId};

/// A certificate's id.
///
/// # Errors
/// [`Code::CertificateNotFound`].
pub fn certificate(text: &str) -> Result<CertificateId, Failure> {
    text.parse().map_err(|error| {
        Failure::new(
            Code::CertificateNotFound,
            format!("CertificateId: {error}; there is no such certificate."),
        )
    })
}

/// A project's number; absent is the default project.
///
/// # Errors
/// [`Code::InvalidParameter`] when it is too large to be one.
pub fn project(number: Option<u64>) -> Result<ProjectId, Failure> {
    i64::try_from(number.unwrap_or(0)).map(ProjectId).map_err(|_| {
        Failure::new(Code::InvalidParameter, "ProjectId: the number is too large to be a project.")
    })
}

/// An offset as the register counts: beyond its numbers there are no rows anyway.
pub fn offset(number: Option<u64>) -> u64 {
    number.unwrap_or(0).min(i64::MAX.unsigned_abs())
}

/// A text that says something: empty is absent.
pub fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}
