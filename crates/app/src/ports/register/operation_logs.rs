//! The operation log.

use super::Stored;
use chancery_domain::ids::AccountId;
use chancery_domain::operation_log::Line;
use chancery_domain::time::Timestamp;

/// A page of the operation log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogPage {
    /// The lines, latest first.
    pub items: Vec<Line>,
    /// How many lie in the time range.
    pub total: u64,
}

/// The operation log.
pub trait OperationLogs {
    /// Position and hash of the account's last line; (0, genesis) when there is none.
    fn log_head(&mut self, account: AccountId) -> Stored<(i64, String)>;
    /// Adds a line and makes it the head.
    fn append_line(&mut self, line: &Line) -> Stored<()>;
    /// Lines of a chain after a position, in order, at most `limit`.
    fn log_lines(&mut self, account: AccountId, after: i64, limit: u64) -> Stored<Vec<Line>>;
    /// Lines between two moments, both included, latest first.
    fn list_log(
        &mut self,
        account: AccountId,
        from: Timestamp,
        to: Timestamp,
        offset: u64,
        limit: u64,
    ) -> Stored<LogPage>;
}
