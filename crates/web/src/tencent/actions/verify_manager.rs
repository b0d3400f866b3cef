//! `VerifyManager`: has an administrator examined again whose approval ends soon or has ended (F1).

use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, organization};
use chancery_domain::ids::AdministratorId;

parameters! {
    /// Input of `VerifyManager`.
    pub struct Input {
        manager_id: i64 = "ManagerId",
    }
}

answer! {
    /// Answer of `VerifyManager`.
    pub struct Output {
        manager_id: i64 = "ManagerId",
    }
}

/// Asks for the examination; approvals in force stay so until their own end.
///
/// # Errors
/// See [`organization::verify_again`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    organization::verify_again(app, ctx, AdministratorId(input.manager_id)).await?;
    Ok(Output { manager_id: input.manager_id })
}
