//! Results of batch deletions.

use super::Stored;
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::time::Timestamp;

/// How the deletion of one certificate in a batch ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeletionOutcome {
    /// It is gone.
    Done,
    /// It was refused.
    Refused,
}

/// One line of a batch deletion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeletionRecord {
    /// The task's id, as given to the caller.
    pub task: String,
    /// Whose it is.
    pub account: AccountId,
    /// The certificate.
    pub certificate: CertificateId,
    /// How it ended.
    pub outcome: DeletionOutcome,
    /// Why it was refused; empty otherwise.
    pub error: String,
    /// The names the certificate had.
    pub domains: Vec<String>,
    /// When.
    pub at: Timestamp,
}

/// Results of batch deletions, kept for the caller to ask.
pub trait Deletions {
    /// Keeps a result.
    fn insert_deletion(&mut self, record: &DeletionRecord) -> Stored<()>;
    /// Results by task id, only those of the account.
    fn deletions(&mut self, account: AccountId, tasks: &[String]) -> Stored<Vec<DeletionRecord>>;
}
