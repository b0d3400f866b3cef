//! `DeleteCertificate`: deletes one certificate.

use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, certificate};

parameters! {
    /// Input of `DeleteCertificate`.
    pub struct Input {
        certificate_id: String = "CertificateId",
        is_check_resource: Option<bool> = "IsCheckResource",
    }
}

answer! {
    /// Answer of `DeleteCertificate`.
    pub struct Output {
        delete_result: bool = "DeleteResult",
        task_id: Option<String> = "TaskId",
    }
}

/// Deletes at once. With `IsCheckResource` the answer names a task whose result can be asked for, as clients expect;
/// it is finished by then.
///
/// # Errors
/// See [`certificate::delete`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = ids::certificate(&input.certificate_id)?;
    if input.is_check_resource != Some(true) {
        certificate::delete(app, ctx, &id).await?;
        return Ok(Output { delete_result: true, task_id: Some(String::new()) });
    }
    let result = certificate::delete_many(app, ctx, vec![id.to_string()]).await?;
    let task_id = result.tasks.into_iter().next().map(|(_, task)| task);
    Ok(Output { delete_result: !result.deleted.is_empty(), task_id })
}
