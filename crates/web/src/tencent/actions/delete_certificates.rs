//! `DeleteCertificates`: deletes several certificates.

use crate::tencent::types::deletion::{BatchDeleteFail, CertTaskId};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, certificate};

parameters! {
    /// Input of `DeleteCertificates`.
    pub struct Input {
        certificate_ids: Vec<String> = "CertificateIds",
        is_sync: Option<bool> = "IsSync",
    }
}

answer! {
    /// Answer of `DeleteCertificates`.
    pub struct Output {
        cert_task_ids: Vec<CertTaskId> = "CertTaskIds",
        fail: Vec<BatchDeleteFail> = "Fail",
        success: Vec<String> = "Success",
    }
}

/// Deletes each on its own. Every result can also be asked for by task, whether or not `IsSync` is set.
///
/// # Errors
/// See [`certificate::delete_many`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let result = certificate::delete_many(app, ctx, input.certificate_ids).await?;
    let tasks = result.tasks.into_iter().map(|(cert_id, task_id)| CertTaskId { cert_id, task_id });
    let refused = result.refused.into_iter().map(|(cert_id, msg)| BatchDeleteFail { cert_id, msg });
    Ok(Output { cert_task_ids: tasks.collect(), fail: refused.collect(), success: result.deleted })
}
