//! The operator's program that publishes answers in the DNS.

use chancery_app::ports::{TxtRecord, UpstreamError};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use tokio::time::timeout;

/// What the program is to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Action {
    /// Publish a TXT record and return when every server has it.
    Add,
    /// Take it back.
    Remove,
}

/// Runs `HOOK add|remove NAME VALUE`, without a shell. It is killed after `longest`.
pub(super) async fn run(
    hook: &Path,
    action: Action,
    record: &TxtRecord,
    longest: Duration,
) -> Result<(), UpstreamError> {
    let failed = |detail: String| {
        UpstreamError::Unreachable(format!("the DNS hook {} did not do its part: {detail}", hook.display()))
    };
    let verb = match action {
        Action::Add => "add",
        Action::Remove => "remove",
    };
    let child = Command::new(hook)
        .args([verb, &record.name, &record.value])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .status();
    match timeout(longest, child).await {
        Err(_) => Err(failed(format!("it ran longer than {longest:?}"))),
        Ok(Err(error)) => Err(failed(error.to_string())),
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(failed(status.to_string())),
    }
}
