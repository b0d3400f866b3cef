//! `DescribePackageMovements`, an action of ours: the consumption log of a benefit package (C3).

use crate::tencent::types::package::PackageMovement;
use crate::tencent::view::{ids, order as view};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, benefit};
use chancery_domain::ids::PackageId;

parameters! {
    /// Input of `DescribePackageMovements`.
    pub struct Input {
        package_id: String = "PackageId",
        offset: Option<u64> = "Offset",
        limit: Option<u64> = "Limit",
    }
}

answer! {
    /// Answer of `DescribePackageMovements`.
    pub struct Output {
        movements: Vec<PackageMovement> = "Movements",
        total_count: u64 = "TotalCount",
    }
}

/// Reads a page, latest first.
///
/// # Errors
/// See [`benefit::movements`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let offset = ids::offset(input.offset);
    let id = PackageId(input.package_id);
    let (total_count, page) = benefit::movements(app, ctx, id, offset, input.limit).await?;
    Ok(Output { movements: page.iter().map(view::movement).collect(), total_count })
}
