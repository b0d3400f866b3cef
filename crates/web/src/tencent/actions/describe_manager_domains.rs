//! `DescribeManagerDomains`, an action of ours: lists the domains of an administrator (F1).

use crate::tencent::types::manager_domain::ManagerDomain;
use crate::tencent::view::{company as view, ids};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, organization};
use chancery_domain::ids::AdministratorId;

parameters! {
    /// Input of `DescribeManagerDomains`.
    pub struct Input {
        limit: Option<u64> = "Limit",
        manager_id: i64 = "ManagerId",
        offset: Option<u64> = "Offset",
    }
}

answer! {
    /// Answer of `DescribeManagerDomains`.
    pub struct Output {
        domains: Vec<ManagerDomain> = "ManagerDomains",
        total_count: u64 = "TotalCount",
    }
}

/// Lists, newest first.
///
/// # Errors
/// See [`organization::list_domains`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = AdministratorId(input.manager_id);
    let page = organization::list_domains(app, ctx, id, ids::offset(input.offset), input.limit).await?;
    Ok(Output {
        domains: page.items.iter().map(|domain| view::domain(domain, &app.policy, ctx.now)).collect(),
        total_count: page.total,
    })
}
