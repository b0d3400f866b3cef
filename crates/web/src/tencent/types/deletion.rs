//! Parts of the answers about deletions.

use crate::answer;

answer! {
    /// Under which id the result of a deletion can be asked for.
    pub struct CertTaskId {
        cert_id: String = "CertId",
        task_id: String = "TaskId",
    }
}

answer! {
    /// A certificate that was not deleted, and why.
    pub struct BatchDeleteFail {
        cert_id: String = "CertId",
        msg: String = "Msg",
    }
}

answer! {
    /// How a deletion ended.
    pub struct DeleteTaskResult {
        cache_time: String = "CacheTime",
        cert_id: String = "CertId",
        domains: Vec<String> = "Domains",
        error: String = "Error",
        status: u64 = "Status",
        task_id: String = "TaskId",
    }
}
