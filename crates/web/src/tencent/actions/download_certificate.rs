//! `DownloadCertificate`: returns the archive with every server type.

use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx};

parameters! {
    /// Input of `DownloadCertificate`.
    pub struct Input {
        certificate_id: String = "CertificateId",
    }
}

answer! {
    /// Answer of `DownloadCertificate`.
    pub struct Output {
        content: String = "Content",
        content_type: String = "ContentType",
    }
}

/// Runs the action.
///
/// # Errors
/// As the use-case says.
pub async fn run(_app: &App, _ctx: &Ctx, _input: Input) -> Result<Output, Failure> {
    Err(Failure::new(Code::NotBuilt, "DownloadCertificate: not wired yet"))
}
