//! `DescribePackages`: lists benefit-point packages.

use crate::tencent::types::package::PackageInfo;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx};

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

/// There are no packages yet, and that is what the list says.
///
/// # Errors
/// None; the signature is that of every action.
pub async fn run(_app: &App, ctx: &Ctx, _input: Input) -> Result<Output, Failure> {
    ctx.tenant()?;
    Ok(Output { packages: Vec::new(), total_balance: 0, total_count: 0 })
}
