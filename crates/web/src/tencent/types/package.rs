//! Benefit-point packages.

use crate::answer;

answer! {
    /// A package.
    pub struct PackageInfo {
        balance: u64 = "Balance",
        create_time: String = "CreateTime",
        expire_time: String = "ExpireTime",
        package_id: String = "PackageId",
        source_type: String = "SourceType",
        source_uin: Option<u64> = "SourceUin",
        status: String = "Status",
        total: u64 = "Total",
        transfer_out_infos: Option<Vec<PackageTransferOutInfo>> = "TransferOutInfos",
        kind: String = "Type",
        update_time: String = "UpdateTime",
    }
}

answer! {
    /// A transfer of a package to another account.
    pub struct PackageTransferOutInfo {
        create_time: String = "CreateTime",
        expire_time: String = "ExpireTime",
        package_id: String = "PackageId",
        receive_package_id: String = "ReceivePackageId",
        receive_time: String = "ReceiveTime",
        receiver_uin: u64 = "ReceiverUin",
        transfer_code: String = "TransferCode",
        transfer_count: u64 = "TransferCount",
        transfer_status: String = "TransferStatus",
        update_time: String = "UpdateTime",
    }
}

answer! {
    /// A line of a package's consumption log; a type of ours.
    pub struct PackageMovement {
        kind: String = "Type",
        points: i64 = "Points",
        balance: i64 = "Balance",
        deal_id: String = "DealId",
        create_time: String = "CreateTime",
    }
}
