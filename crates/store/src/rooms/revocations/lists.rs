//! Published revocation lists and what the next one names.

use super::revocation;
use crate::rooms::{Rows, only};
use crate::sql::values;
use chancery_app::ports::{Stored, StoredList};
use chancery_domain::revocation::{ListPart, ListState, Revocation};
use chancery_domain::time::Timestamp;

/// The whole list's number among shards.
const WHOLE: i64 = -1;

fn column(part: ListPart) -> i64 {
    part.shard().unwrap_or(WHOLE)
}

impl Rows<'_> {
    pub(super) fn newest_in(&mut self, issuer: &str, part: ListPart) -> Stored<i64> {
        let rows = match part {
            ListPart::Whole => self.0.query(
                "SELECT CAST(COALESCE(MAX(revision), 0) AS BIGINT) FROM revocations WHERE issuer = $1",
                values![issuer],
            )?,
            ListPart::Shard(shard) => self.0.query(
                "SELECT CAST(COALESCE(MAX(revision), 0) AS BIGINT) FROM revocations WHERE issuer = $1 AND shard = $2",
                values![issuer, shard],
            )?,
        };
        only(rows)?.integer(0)
    }

    /// The condition is `ListState::names`, which the contract test compares.
    pub(super) fn named_after(
        &mut self,
        issuer: &str,
        part: ListPart,
        last: Option<&ListState>,
    ) -> Stored<Vec<Revocation>> {
        let ended_from = last.map_or(Timestamp(i64::MIN), |last| last.this_update);
        let covered = last.map_or(0, |last| last.covers);
        let rows = match part {
            ListPart::Whole => self.0.query(
                "SELECT serial, issuer, shard, reason, revoked_at, not_after, revision FROM revocations
                 WHERE issuer = $1 AND (not_after >= $2 OR revision > $3) ORDER BY revision",
                values![issuer, ended_from, covered],
            )?,
            ListPart::Shard(shard) => self.0.query(
                "SELECT serial, issuer, shard, reason, revoked_at, not_after, revision FROM revocations
                 WHERE issuer = $1 AND shard = $2 AND (not_after >= $3 OR revision > $4) ORDER BY revision",
                values![issuer, shard, ended_from, covered],
            )?,
        };
        rows.into_iter().map(revocation).collect()
    }

    pub(super) fn parts_of(&mut self, issuer: &str) -> Stored<Vec<ListPart>> {
        let rows = self.0.query(
            "SELECT shard FROM revocation_lists WHERE issuer = $1
             UNION SELECT shard FROM revocations WHERE issuer = $1 AND shard IS NOT NULL ORDER BY 1",
            values![issuer],
        )?;
        rows.into_iter()
            .map(|mut row| {
                Ok(match row.integer(0)? {
                    WHOLE => ListPart::Whole,
                    shard => ListPart::Shard(shard),
                })
            })
            .collect()
    }

    pub(super) fn published(&mut self, issuer: &str, part: ListPart) -> Stored<Option<StoredList>> {
        let row = self.first(
            "SELECT number, this_update, next_update, covers, der FROM revocation_lists
             WHERE issuer = $1 AND shard = $2",
            values![issuer, column(part)],
        )?;
        let Some(mut row) = row else { return Ok(None) };
        Ok(Some(StoredList {
            state: ListState {
                number: row.integer(0)?,
                this_update: row.moment(1)?,
                next_update: row.moment(2)?,
                covers: row.integer(3)?,
            },
            der: row.bytes(4)?,
        }))
    }

    pub(super) fn publish(&mut self, issuer: &str, part: ListPart, list: &StoredList) -> Stored<bool> {
        let changed = self.0.execute(
            "INSERT INTO revocation_lists (issuer, shard, number, this_update, next_update, covers, der)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (issuer, shard) DO UPDATE SET number = excluded.number, this_update = excluded.this_update,
               next_update = excluded.next_update, covers = excluded.covers, der = excluded.der
             WHERE revocation_lists.number < excluded.number AND revocation_lists.covers <= excluded.covers",
            values![
                issuer,
                column(part),
                list.state.number,
                list.state.this_update,
                list.state.next_update,
                list.state.covers,
                list.der.as_slice(),
            ],
        )?;
        Ok(changed == 1)
    }
}
