//! `DescribeManagers`: lists the administrators of an organisation (F1).

use crate::tencent::types::company::ManagerInfo;
use crate::tencent::view::{company as view, ids};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::organization::{self, AdministratorQuery};
use chancery_app::{App, Ctx};
use chancery_domain::ids::OrganizationId;

parameters! {
    /// Input of `DescribeManagers`.
    pub struct Input {
        company_id: i64 = "CompanyId",
        limit: Option<i64> = "Limit",
        manager_mail: Option<String> = "ManagerMail",
        manager_name: Option<String> = "ManagerName",
        offset: Option<i64> = "Offset",
        search_key: Option<String> = "SearchKey",
        status: Option<String> = "Status",
    }
}

answer! {
    /// Answer of `DescribeManagers`.
    pub struct Output {
        managers: Vec<ManagerInfo> = "Managers",
        total_count: i64 = "TotalCount",
    }
}

/// Lists, newest first.
///
/// # Errors
/// See [`organization::list_administrators`]; an unknown `Status`.
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let query = AdministratorQuery {
        organization: OrganizationId(input.company_id),
        name: ids::filled(input.manager_name),
        mail: ids::filled(input.manager_mail),
        search: ids::filled(input.search_key),
        standings: view::standings(input.status.as_deref())?,
        offset: view::unsigned(input.offset).unwrap_or(0),
        limit: view::unsigned(input.limit),
    };
    let page = organization::list_administrators(app, ctx, query).await?;
    Ok(Output {
        managers: page.items.iter().map(|row| view::manager(row, &app.policy, ctx.now)).collect(),
        total_count: i64::try_from(page.total).unwrap_or(i64::MAX),
    })
}
