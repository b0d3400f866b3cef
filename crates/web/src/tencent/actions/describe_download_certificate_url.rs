//! `DescribeDownloadCertificateUrl`: returns a link to the archive of one server type.

use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx};

parameters! {
    /// Input of `DescribeDownloadCertificateUrl`.
    pub struct Input {
        certificate_id: String = "CertificateId",
        service_type: Option<String> = "ServiceType",
    }
}

answer! {
    /// Answer of `DescribeDownloadCertificateUrl`.
    pub struct Output {
        download_certificate_url: String = "DownloadCertificateUrl",
        download_filename: String = "DownloadFilename",
    }
}

/// Runs the action.
///
/// # Errors
/// As the use-case says.
pub async fn run(_app: &App, _ctx: &Ctx, _input: Input) -> Result<Output, Failure> {
    Err(Failure::new(Code::NotBuilt, "DescribeDownloadCertificateUrl: not wired yet"))
}
