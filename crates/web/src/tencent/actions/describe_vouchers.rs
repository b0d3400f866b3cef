//! `DescribeVouchers`, an action of ours: the account's vouchers (C1). Codes are not shown; a voucher of one's own is
//! used by its number.

use crate::tencent::types::voucher::VoucherInfo;
use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, money};
use chancery_domain::voucher::{Stage, Voucher, Worth};

parameters! {
    /// Input of `DescribeVouchers`.
    pub struct Input {
        limit: Option<u64> = "Limit",
        offset: Option<u64> = "Offset",
    }
}

answer! {
    /// Answer of `DescribeVouchers`.
    pub struct Output {
        total_count: u64 = "TotalCount",
        vouchers: Vec<VoucherInfo> = "Vouchers",
    }
}

/// Reads a page, latest first.
///
/// # Errors
/// See [`money::own_vouchers`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let (total_count, vouchers) =
        money::own_vouchers(app, ctx, ids::offset(input.offset), input.limit).await?;
    Ok(Output { total_count, vouchers: vouchers.into_iter().map(|voucher| shown(voucher, ctx)).collect() })
}

fn shown(voucher: Voucher, ctx: &Ctx) -> VoucherInfo {
    let (amount_cents, percent) = match voucher.worth {
        Worth::Amount(cents) => (Some(cents.0), None),
        Worth::Percent(percent) => (None, Some(i64::from(percent))),
    };
    let order = match voucher.stage {
        Stage::Used { order, .. } => order.map(|id| id.0),
        Stage::Open | Stage::Withdrawn { .. } => None,
    };
    let over = voucher.stage == Stage::Open && ctx.now >= voucher.ends_at;
    VoucherInfo {
        amount_cents,
        brand: voucher.brand.unwrap_or_default(),
        create_time: voucher.issued_at.cloud_text(),
        expire_time: voucher.ends_at.cloud_text(),
        minimum_cents: voucher.minimum.0,
        order_id: order,
        percent,
        status: if over { "expired".to_owned() } else { voucher.stage.code().to_owned() },
        voucher_id: voucher.id.0,
    }
}
