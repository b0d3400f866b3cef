//! `DeleteManager`: deletes an administrator (F1).

use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, organization};
use chancery_domain::ids::AdministratorId;

parameters! {
    /// Input of `DeleteManager`.
    pub struct Input {
        manager_id: i64 = "ManagerId",
    }
}

answer! {
    /// Answer of `DeleteManager`.
    pub struct Output {
        manager_id: i64 = "ManagerId",
    }
}

/// Deletes it with its domains, unless the authority has it or certificates name it.
///
/// # Errors
/// See [`organization::delete_administrator`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    organization::delete_administrator(app, ctx, AdministratorId(input.manager_id)).await?;
    Ok(Output { manager_id: input.manager_id })
}
