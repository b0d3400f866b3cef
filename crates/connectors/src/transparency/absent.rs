//! No logs: for a service without profiles that ask for timestamps, and for tests.

use chancery_app::ports::{Logs, LogsError, Submission};
use futures_util::future::BoxFuture;

/// Meets no rule.
#[derive(Clone, Copy, Debug)]
pub struct AbsentLogs;

impl Logs for AbsentLogs {
    fn submit<'a>(&'a self, submission: Submission<'a>) -> BoxFuture<'a, Result<Vec<u8>, LogsError>> {
        let rule = submission.rule;
        Box::pin(async move {
            Err(LogsError::TooFew {
                logs: 0,
                operators: 0,
                logs_min: rule.logs_min,
                operators_min: rule.operators_min,
                reasons: "no log is configured; add [[transparency.log]]".to_owned(),
            })
        })
    }
}
