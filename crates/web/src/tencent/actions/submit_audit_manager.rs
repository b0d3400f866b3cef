//! `SubmitAuditManager`: submits an administrator for examination (F1).

use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx, organization};
use chancery_domain::catalogue::Level;
use chancery_domain::ids::AdministratorId;

parameters! {
    /// Input of `SubmitAuditManager`. `Level` is ours: OV, or EV, which is one for OV too and the default.
    pub struct Input {
        level: Option<String> = "Level",
        manager_id: i64 = "ManagerId",
    }
}

answer! {
    /// Answer of `SubmitAuditManager`.
    pub struct Output {
        manager_id: i64 = "ManagerId",
    }
}

/// Submits it, and its organisation too when that was refused or its approval has ended.
///
/// # Errors
/// See [`organization::submit`]; [`Code::InvalidParameter`] for another level.
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let level = match input.level.as_deref() {
        Some("OV") => Level::Ov,
        None | Some("" | "EV") => Level::Ev,
        Some(_) => return Err(Failure::new(Code::InvalidParameter, "Level: must be OV or EV")),
    };
    organization::submit(app, ctx, AdministratorId(input.manager_id), level).await?;
    Ok(Output { manager_id: input.manager_id })
}
