//! Reissues: asking for one, and its end.

mod ask;

pub use ask::{Ask, KeySource, ask};

use crate::failure::{Code, Failure};
use chancery_domain::reissue::ReissueError;

impl From<ReissueError> for Failure {
    fn from(error: ReissueError) -> Self {
        let code = match &error {
            ReissueError::FreeUsedUp { .. } | ReissueError::Running { .. } => Code::AlreadyReissued,
            ReissueError::Foreign
            | ReissueError::NotIssued { .. }
            | ReissueError::OriginalNotIssued { .. }
            | ReissueError::TooLate { .. }
            | ReissueError::SiblingRunning { .. } => Code::NotReissuable,
        };
        Failure::new(code, format!("CertificateId: {error}"))
    }
}
