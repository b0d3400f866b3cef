//! `DescribeCompanyAudit`, an action of ours: how far the examination of a profile and of its administrators is, and why
//! one was refused (F1, F5).

use crate::tencent::types::company_audit::CompanyAudit;
use crate::tencent::view::company as view;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, organization};
use chancery_domain::ids::OrganizationId;

parameters! {
    /// Input of `DescribeCompanyAudit`.
    pub struct Input {
        company_id: i64 = "CompanyId",
    }
}

answer! {
    /// Answer of `DescribeCompanyAudit`: the organisation's own examination first, then each administrator's.
    pub struct Output {
        audits: Vec<CompanyAudit> = "Audits",
        company_id: i64 = "CompanyId",
    }
}

/// Shows them.
///
/// # Errors
/// See [`organization::audit`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let (company, administrators) = organization::audit(app, ctx, OrganizationId(input.company_id)).await?;
    let mut audits = vec![view::audit("company", None, &company.stage, &app.policy, ctx.now)];
    for administrator in &administrators {
        for (kind, stage) in [("ov", &administrator.ov), ("ev", &administrator.ev)] {
            audits.push(view::audit(kind, Some(administrator.id.0), stage, &app.policy, ctx.now));
        }
    }
    Ok(Output { audits, company_id: company.id.0 })
}
