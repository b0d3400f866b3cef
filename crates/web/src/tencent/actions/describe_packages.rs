//! `DescribePackages`: lists benefit packages (C3).

use crate::tencent::types::package::PackageInfo;
use crate::tencent::view::{ids, order as view};
use crate::{answer, parameters};
use chancery_app::benefit::{self, PackageFilter};
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx};
use chancery_domain::ids::PackageId;

parameters! {
    /// Input of `DescribePackages`.
    pub struct Input {
        expire_time: Option<String> = "ExpireTime",
        limit: Option<u64> = "Limit",
        offset: Option<u64> = "Offset",
        package_id: Option<String> = "PackageId",
        pid: Option<i64> = "Pid",
        status: Option<String> = "Status",
        kind: Option<String> = "Type",
    }
}

answer! {
    /// Answer of `DescribePackages`.
    pub struct Output {
        packages: Vec<PackageInfo> = "Packages",
        total_balance: u64 = "TotalBalance",
        total_count: u64 = "TotalCount",
    }
}

/// Lists, newest first, or by their end. Points pay for whatever is to be had for points, so that `Pid` leaves all
/// packages, or none when nothing is to be had under it.
///
/// # Errors
/// [`Code::InvalidParameter`] for an order or a status that there is not.
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    ctx.tenant()?;
    let refused = |text: &str| Err(Failure::new(Code::InvalidParameter, text));
    let earliest_end_first = match input.expire_time.as_deref().unwrap_or_default() {
        "" => None,
        "asc" | "ASC" => Some(true),
        "desc" | "DESC" => Some(false),
        _ => return refused("ExpireTime: must be asc or desc."),
    };
    let status = ids::filled(input.status);
    if status.as_ref().is_some_and(|word| !["usable", "used", "expired", "refund"].contains(&word.as_str())) {
        return refused("Status: must be usable, used, expired or refund.");
    }
    if input.pid.is_some_and(|pid| !is_for_points(app, pid)) {
        return Ok(Output { packages: Vec::new(), total_balance: 0, total_count: 0 });
    }
    let filter = PackageFilter {
        id: ids::filled(input.package_id).map(PackageId),
        status,
        kind: ids::filled(input.kind),
        earliest_end_first,
        offset: ids::offset(input.offset),
        limit: input.limit,
    };
    let page = benefit::list(app, ctx, filter).await?;
    Ok(Output {
        packages: page.items.iter().map(view::package).collect(),
        total_balance: u64::try_from(page.balance).unwrap_or(0),
        total_count: page.total,
    })
}

fn is_for_points(app: &App, pid: i64) -> bool {
    let rows = app.catalogue.package_products();
    rows.iter().any(|row| i64::from(row.pid) == pid && row.points.is_some())
}
