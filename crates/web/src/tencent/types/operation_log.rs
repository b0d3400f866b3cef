//! A line of the operation log.

use crate::answer;

answer! {
    /// One line.
    pub struct OperationLog {
        action: String = "Action",
        cert_id: String = "CertId",
        created_on: String = "CreatedOn",
        sub_account_uin: String = "SubAccountUin",
        kind: String = "Type",
        uin: String = "Uin",
    }
}
