//! `ModifyCertificateProject`: moves certificates to a project.

use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, certificate};

parameters! {
    /// Input of `ModifyCertificateProject`.
    pub struct Input {
        certificate_id_list: Vec<String> = "CertificateIdList",
        project_id: u64 = "ProjectId",
    }
}

answer! {
    /// Answer of `ModifyCertificateProject`.
    pub struct Output {
        fail_certificates: Vec<String> = "FailCertificates",
        success_certificates: Vec<String> = "SuccessCertificates",
    }
}

/// Moves; certificates that are not the caller's are named as failed.
///
/// # Errors
/// See [`certificate::move_to_project`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let project = ids::project(Some(input.project_id))?;
    let result = certificate::move_to_project(app, ctx, input.certificate_id_list, project).await?;
    Ok(Output { fail_certificates: result.failed, success_certificates: result.moved })
}
