//! Stored tasks: claimed exclusively, in batches, under a lease.

use super::{Rows, codes, only};
use crate::sql::{Dialect, Row, count, values};
use chancery_app::ports::{NewTask, Stored, StoredTask, TaskKind, Tasks};
use chancery_domain::ids::TaskId;
use chancery_domain::time::Timestamp;
use tracing::warn;

// The guard stands in the inner and again in the outer WHERE: a worker that waited for another one's row checks it
// anew. The list is materialized, so that it is made once and never longer than the limit.
const CLAIM: &str = "
    WITH due AS MATERIALIZED (
      SELECT id FROM tasks WHERE due_at <= $2 AND leased_until <= $2 ORDER BY due_at, id LIMIT $4
    )
    UPDATE tasks SET owner = $1, leased_until = $3, attempts = attempts + 1
    WHERE id IN (SELECT id FROM due) AND due_at <= $2 AND leased_until <= $2
    RETURNING id, kind, subject, attempts, generation, due_at";

// On PostgreSQL workers also step over each other's rows instead of waiting for them and going away empty.
const CLAIM_AND_SKIP: &str = "
    WITH due AS MATERIALIZED (
      SELECT id FROM tasks WHERE due_at <= $2 AND leased_until <= $2 ORDER BY due_at, id LIMIT $4
      FOR UPDATE SKIP LOCKED
    )
    UPDATE tasks SET owner = $1, leased_until = $3, attempts = attempts + 1
    WHERE id IN (SELECT id FROM due) AND due_at <= $2 AND leased_until <= $2
    RETURNING id, kind, subject, attempts, generation, due_at";

impl Tasks for Rows<'_> {
    fn add_task(&mut self, task: &NewTask) -> Stored<()> {
        self.0
            .execute(
                "INSERT INTO tasks (kind, subject, due_at, generation, attempts, owner, leased_until, last_error)
                 VALUES ($1, $2, $3, 1, 0, '', 0, '')
                 ON CONFLICT (kind, subject) DO UPDATE SET
                   due_at = CASE WHEN excluded.due_at < tasks.due_at THEN excluded.due_at ELSE tasks.due_at END,
                   generation = tasks.generation + 1,
                   attempts = 0",
                values![task.kind.code(), task.subject.as_str(), task.due_at],
            )
            .map(drop)
    }

    fn claim_tasks(
        &mut self,
        owner: &str,
        now: Timestamp,
        lease_until: Timestamp,
        limit: u64,
    ) -> Stored<Vec<StoredTask>> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => CLAIM,
            Dialect::Postgres => CLAIM_AND_SKIP,
        };
        let rows = self.0.query(sql, values![owner, now, lease_until, count(limit)])?;
        let mut claimed = Vec::with_capacity(rows.len());
        for row in rows {
            match read_claimed(row) {
                Ok(task) => claimed.push(task),
                // Left under its lease: a node with a newer program stored it and will take it.
                Err(error) => warn!(%error, "a task is left to another node"),
            }
        }
        claimed.sort_by_key(|(due_at, task)| (*due_at, task.id));
        Ok(claimed.into_iter().map(|(_, task)| task).collect())
    }

    fn finish_task(&mut self, task: &StoredTask, owner: &str) -> Stored<()> {
        let removed = self.0.execute(
            "DELETE FROM tasks WHERE id = $1 AND owner = $2 AND generation = $3",
            values![task.id.0, owner, task.generation],
        )?;
        if removed == 0 {
            self.0.execute(
                "UPDATE tasks SET owner = '', leased_until = 0 WHERE id = $1 AND owner = $2",
                values![task.id.0, owner],
            )?;
        }
        Ok(())
    }

    fn postpone_task(
        &mut self,
        task: &StoredTask,
        owner: &str,
        due_at: Timestamp,
        error: &str,
    ) -> Stored<()> {
        // If it was asked for again meanwhile, that moment counts when it is earlier.
        self.0
            .execute(
                "UPDATE tasks SET owner = '', leased_until = 0, last_error = $5,
                   due_at = CASE WHEN generation <> $3 AND due_at < $4 THEN due_at ELSE $4 END
                 WHERE id = $1 AND owner = $2",
                values![task.id.0, owner, task.generation, due_at, error],
            )
            .map(drop)
    }

    fn task(&mut self, kind: TaskKind, subject: &str) -> Stored<Option<(Timestamp, i64, String)>> {
        let row = self.first(
            "SELECT due_at, attempts, last_error FROM tasks WHERE kind = $1 AND subject = $2",
            values![kind.code(), subject],
        )?;
        let Some(mut row) = row else { return Ok(None) };
        Ok(Some((row.moment(0)?, row.integer(1)?, row.text(2)?)))
    }

    fn drop_task(&mut self, kind: TaskKind, subject: &str) -> Stored<()> {
        self.0
            .execute("DELETE FROM tasks WHERE kind = $1 AND subject = $2", values![kind.code(), subject])
            .map(drop)
    }

    fn overdue_tasks(&mut self, now: Timestamp) -> Stored<u64> {
        let overdue = self.0.query("SELECT COUNT(*) FROM tasks WHERE due_at <= $1", values![now])?;
        only(overdue)?.count(0)
    }
}

fn read_claimed(mut row: Row) -> Stored<(Timestamp, StoredTask)> {
    let task = StoredTask {
        id: TaskId(row.integer(0)?),
        kind: codes::task_kind(&row.text(1)?)?,
        subject: row.text(2)?,
        attempts: row.integer(3)?,
        generation: row.integer(4)?,
    };
    Ok((row.moment(5)?, task))
}
