//! `DescribeDeleteCertificatesTaskResult`: says how deletions ended.

use crate::tencent::types::deletion::DeleteTaskResult;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::ports::DeletionOutcome;
use chancery_app::{App, Ctx, certificate};

parameters! {
    /// Input of `DescribeDeleteCertificatesTaskResult`.
    pub struct Input {
        task_ids: Vec<String> = "TaskIds",
    }
}

answer! {
    /// Answer of `DescribeDeleteCertificatesTaskResult`.
    pub struct Output {
        delete_task_result: Vec<DeleteTaskResult> = "DeleteTaskResult",
    }
}

/// `Status`: 1 done, 2 refused.
const DONE: u64 = 1;
const REFUSED: u64 = 2;

/// Reports on tasks of [`super::delete_certificates`]; unknown ones are left out.
///
/// # Errors
/// See [`certificate::deletion_results`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let records = certificate::deletion_results(app, ctx, input.task_ids).await?;
    let results = records.into_iter().map(|record| DeleteTaskResult {
        cache_time: record.at.cloud_text(),
        cert_id: record.certificate.to_string(),
        domains: record.domains,
        error: record.error,
        status: match record.outcome {
            DeletionOutcome::Done => DONE,
            DeletionOutcome::Refused => REFUSED,
        },
        task_id: record.task,
    });
    Ok(Output { delete_task_result: results.collect() })
}
