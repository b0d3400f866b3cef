//! `CheckManagerDomain`, an action of ours: looks for the proof of an administrator's domain at once (F1, E6).

use crate::tencent::types::manager_domain::ManagerDomain;
use crate::tencent::view::{company as view, validation};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, organization};
use chancery_domain::ids::AdministratorDomainId;

parameters! {
    /// Input of `CheckManagerDomain`.
    pub struct Input {
        domain_id: i64 = "DomainId",
    }
}

answer! {
    /// Answer of `CheckManagerDomain`: the domain after the look, what was found, and why that is not enough.
    pub struct Output {
        check_value: Vec<String> = "CheckValue",
        domain: ManagerDomain = "ManagerDomain",
        fail_reason: String = "FailReason",
        frequently: bool = "Frequently",
    }
}

/// Looks, unless the last look is very recent.
///
/// # Errors
/// See [`organization::check_domain`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let report = organization::check_domain(app, ctx, AdministratorDomainId(input.domain_id)).await?;
    let look = report.last_look.as_ref();
    Ok(Output {
        check_value: look.map(|look| validation::seen(&look.observations)).unwrap_or_default(),
        domain: view::domain(&report.domain, &app.policy, ctx.now),
        fail_reason: report.cause,
        frequently: report.too_frequent,
    })
}
