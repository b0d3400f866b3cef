//! `DescribeCompanies`: lists organisation profiles (F1).

use crate::tencent::types::company::CompanyInfo;
use crate::tencent::view::company as view;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::organization::{self, ListInput};
use chancery_app::{App, Ctx};
use chancery_domain::ids::OrganizationId;

parameters! {
    /// Input of `DescribeCompanies`.
    pub struct Input {
        company_id: Option<i64> = "CompanyId",
        limit: Option<i64> = "Limit",
        offset: Option<i64> = "Offset",
    }
}

answer! {
    /// Answer of `DescribeCompanies`.
    pub struct Output {
        companies: Vec<CompanyInfo> = "Companies",
        total_count: i64 = "TotalCount",
    }
}

/// Lists, newest first. `CompanyId` 0 asks for all, as clients send it.
///
/// # Errors
/// See [`organization::list`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let wanted = ListInput {
        organization: input.company_id.filter(|id| *id != 0).map(OrganizationId),
        offset: view::unsigned(input.offset).unwrap_or(0),
        limit: view::unsigned(input.limit),
    };
    let page = organization::list(app, ctx, wanted).await?;
    Ok(Output {
        companies: page.items.iter().map(view::company).collect(),
        total_count: i64::try_from(page.total).unwrap_or(i64::MAX),
    })
}
