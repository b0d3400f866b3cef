//! How far examinations are; a type of ours, for the published ones have no place for the cause of a refusal.

use crate::answer;

answer! {
    /// One examination: of the organisation itself, or of an administrator for one kind of certificates.
    pub struct CompanyAudit {
        expire_time: Option<String> = "ExpireTime",
        kind: String = "Type",
        manager_id: Option<i64> = "ManagerId",
        reason: String = "Reason",
        status: String = "Status",
        submit_time: Option<String> = "SubmitTime",
        verify_time: Option<String> = "VerifyTime",
    }
}
