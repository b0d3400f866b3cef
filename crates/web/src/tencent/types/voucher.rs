//! A voucher as its owner sees it.

use crate::answer;

answer! {
    /// One voucher; either an amount in US cents or a percentage.
    pub struct VoucherInfo {
        amount_cents: Option<i64> = "AmountCents",
        brand: String = "Brand",
        create_time: String = "CreateTime",
        expire_time: String = "ExpireTime",
        minimum_cents: i64 = "MinimumCents",
        order_id: Option<i64> = "OrderId",
        percent: Option<i64> = "Percent",
        status: String = "Status",
        voucher_id: i64 = "VoucherId",
    }
}
