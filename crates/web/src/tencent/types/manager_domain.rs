//! A domain of an administrator; a type of ours, the published interface has no action for these.

use super::validation::DvAuths;
use crate::answer;

answer! {
    /// A domain of an administrator.
    pub struct ManagerDomain {
        create_time: String = "CreateTime",
        deadline: Option<String> = "Deadline",
        domain: String = "Domain",
        domain_id: i64 = "DomainId",
        dv_auth: Option<DvAuths> = "DvAuth",
        dv_auth_method: String = "DvAuthMethod",
        expire_time: Option<String> = "ExpireTime",
        manager_id: i64 = "ManagerId",
        reason: String = "Reason",
        status: String = "Status",
        verify_time: Option<String> = "VerifyTime",
    }
}
