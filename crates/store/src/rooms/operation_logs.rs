//! The operation log: lines are only ever added, and only after the head (N2).

use super::{Rows, json, only};
use crate::sql::{Row, count, values};
use chancery_app::ports::{LogPage, OperationLogs, StoreError, Stored};
use chancery_domain::ids::AccountId;
use chancery_domain::operation_log::{GENESIS, Line};
use chancery_domain::time::Timestamp;

const TAKEN: &str = "a line at this position of the operation log";

impl OperationLogs for Rows<'_> {
    fn log_head(&mut self, account: AccountId) -> Stored<(i64, String)> {
        let row = self
            .first("SELECT position, hash FROM operation_log_heads WHERE account = $1", values![account.0])?;
        match row {
            None => Ok((0, GENESIS.to_owned())),
            Some(mut row) => Ok((row.integer(0)?, row.text(1)?)),
        }
    }

    /// The head moves first and only if the line follows it: of two units that read the same head, one fails and
    /// the chain has no fork, even without the account's lock.
    fn append_line(&mut self, line: &Line) -> Stored<()> {
        let account = line.entry.account.0;
        if line.position == 1 && line.previous == GENESIS {
            self.insert(
                "INSERT INTO operation_log_heads (account, position, hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                values![account, line.position, line.hash.as_str()],
                TAKEN,
            )?;
        } else {
            let moved = self.0.execute(
                "UPDATE operation_log_heads SET position = $2, hash = $3
                 WHERE account = $1 AND position = $4 AND hash = $5",
                values![
                    account,
                    line.position,
                    line.hash.as_str(),
                    line.position.saturating_sub(1),
                    line.previous.as_str()
                ],
            )?;
            if moved == 0 {
                return Err(StoreError::Taken(TAKEN));
            }
        }
        self.insert(
            "INSERT INTO operation_log (account, position, at, body, previous, hash)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            values![
                account,
                line.position,
                line.entry.at,
                json::encode(&line.entry)?,
                line.previous.as_str(),
                line.hash.as_str(),
            ],
            TAKEN,
        )
    }

    fn log_lines(&mut self, account: AccountId, after: i64, limit: u64) -> Stored<Vec<Line>> {
        let rows = self.0.query(
            "SELECT position, body, previous, hash FROM operation_log
             WHERE account = $1 AND position > $2 ORDER BY position LIMIT $3",
            values![account.0, after, count(limit)],
        )?;
        rows.into_iter().map(line).collect()
    }

    fn list_log(
        &mut self,
        account: AccountId,
        from: Timestamp,
        to: Timestamp,
        offset: u64,
        limit: u64,
    ) -> Stored<LogPage> {
        let total = self.0.query(
            "SELECT COUNT(*) FROM operation_log WHERE account = $1 AND at BETWEEN $2 AND $3",
            values![account.0, from, to],
        )?;
        let rows = self.0.query(
            "SELECT position, body, previous, hash FROM operation_log
             WHERE account = $1 AND at BETWEEN $2 AND $3 ORDER BY at DESC, position DESC LIMIT $4 OFFSET $5",
            values![account.0, from, to, count(limit), count(offset)],
        )?;
        let items = rows.into_iter().map(line).collect::<Stored<_>>()?;
        Ok(LogPage { items, total: only(total)?.count(0)? })
    }
}

fn line(mut row: Row) -> Stored<Line> {
    Ok(Line {
        position: row.integer(0)?,
        entry: json::decode(&row.text(1)?, "a line of the operation log")?,
        previous: row.text(2)?,
        hash: row.text(3)?,
    })
}
