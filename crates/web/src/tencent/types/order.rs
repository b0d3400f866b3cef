//! Orders and the lines of their price; types of ours. Amounts are US cents, times as everywhere in the cloud API.

use crate::answer;

answer! {
    /// An order.
    pub struct OrderInfo {
        deal_id: String = "DealId",
        status: String = "Status",
        product_id: i64 = "ProductId",
        product_name: String = "ProductName",
        domain_num: i64 = "DomainNum",
        time_span: i64 = "TimeSpan",
        certificate_id: String = "CertificateId",
        package_id: String = "PackageId",
        lines: Vec<PriceLine> = "Lines",
        price: i64 = "Price",
        discount: i64 = "Discount",
        voucher: i64 = "Voucher",
        cash: i64 = "Cash",
        gift: i64 = "Gift",
        points: i64 = "Points",
        create_time: String = "CreateTime",
        close_time: String = "CloseTime",
        update_time: String = "UpdateTime",
    }
}

answer! {
    /// A product that the selection guide recommends (A6); `Price` is for `TimeSpan` years, with its lines.
    pub struct ProductRecommendation {
        product_id: i64 = "ProductId",
        product_name: String = "ProductName",
        level: String = "Level",
        domain_type: String = "DomainType",
        reason: String = "Reason",
        lines: Vec<PriceLine> = "Lines",
        price: i64 = "Price",
        time_span: i64 = "TimeSpan",
    }
}

answer! {
    /// One line of the computation of a price: `Amount` is `Count` times `Unit`.
    pub struct PriceLine {
        text: String = "Text",
        count: i64 = "Count",
        unit: i64 = "Unit",
        amount: i64 = "Amount",
    }
}
