//! `DownloadCertificate`: returns the archive with every server type.

use crate::secret::SecretText;
use crate::tencent::view::{ids, service_type};
use crate::{answer, parameters};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chancery_app::certificate::{PfxProfile, ServiceType};
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx, certificate};

parameters! {
    /// Input of `DownloadCertificate`; `ServiceType` and `PfxProfile` are additions of ours (G2).
    pub struct Input {
        certificate_id: String = "CertificateId",
        service_type: Option<String> = "ServiceType",
        pfx_profile: Option<String> = "PfxProfile",
    }
}

answer! {
    /// Answer of `DownloadCertificate`.
    pub struct Output {
        content: SecretText = "Content",
        content_type: String = "ContentType",
    }
}

/// The archive as base64, for every server type unless one is named.
///
/// # Errors
/// [`Code::InvalidParameter`] for an unknown profile; see [`certificate::download`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = ids::certificate(&input.certificate_id)?;
    let kind = service_type::read(input.service_type.as_deref(), ServiceType::All)?;
    let archive = certificate::download(app, ctx, &id, kind, profile(input.pfx_profile.as_deref())?).await?;
    let content = SecretText::from(STANDARD.encode(archive.content.as_slice()));
    // Clients compare the type exactly.
    Ok(Output { content, content_type: "application/zip".to_owned() })
}

fn profile(text: Option<&str>) -> Result<PfxProfile, Failure> {
    match text {
        None | Some("" | "modern") => Ok(PfxProfile::Modern),
        Some("legacy") => Ok(PfxProfile::Legacy),
        Some(_) => Err(Failure::new(Code::InvalidParameter, "PfxProfile: must be modern or legacy.")),
    }
}
