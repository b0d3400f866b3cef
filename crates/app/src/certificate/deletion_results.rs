//! How the deletions of a batch ended.

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::DeletionRecord;
use crate::service::App;

/// The results of these tasks, as far as they are the tenant's.
///
/// # Errors
/// [`Code::TooManyIds`].
pub async fn deletion_results(
    app: &App,
    ctx: &Ctx,
    tasks: Vec<String>,
) -> Result<Vec<DeletionRecord>, Failure> {
    let account = ctx.tenant()?;
    let most = app.policy.limits.ids_per_call_max;
    if tasks.is_empty() || tasks.len() > most {
        return Err(Failure::new(Code::TooManyIds, format!("TaskIds: name 1 to {most} tasks")));
    }
    app.store.read(move |register| Ok(register.deletions(account, &tasks)?)).await
}
