//! `DescribeDownloadCertificateUrl`: returns a link to the archive of one server type.

use crate::tencent::view::{ids, service_type};
use crate::{answer, parameters};
use chancery_app::certificate::ServiceType;
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, certificate};

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

/// A link that is good for a short while; Nginx unless another type is named.
///
/// # Errors
/// See [`certificate::download_link`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = ids::certificate(&input.certificate_id)?;
    let kind = service_type::read(input.service_type.as_deref(), ServiceType::Nginx)?;
    let link = certificate::download_link(app, ctx, &id, kind).await?;
    Ok(Output { download_certificate_url: link.url, download_filename: link.file_name })
}
