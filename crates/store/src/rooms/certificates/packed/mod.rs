//! Search texts of large accounts, packed so that a search of hundreds of thousands reads memory from end to end instead
//! of rows one by one.
//!
//! A certificate is *loose* from its insertion until it is packed, and again once its text changes or it is deleted. Units
//! that change a text and the unit that packs meet at the loose row: whoever comes second waits for the first.

mod pack;
mod segment;

use super::super::Rows;
use super::columns::Columns;
use crate::kept::Kept;
use crate::sql::{Dialect, Value, values};
use chancery_app::ports::Stored;
use chancery_domain::ids::AccountId;
use memchr::memmem::Finder;
use segment::Segment;
use std::collections::HashSet;
use std::sync::Arc;

/// What a search looks at, as it was before a certificate changed.
#[derive(PartialEq, Eq)]
pub(super) struct Searched {
    pub(super) account: AccountId,
    pub(super) created_at: i64,
    pub(super) text: String,
}

impl Searched {
    fn is_as_in(&self, columns: &Columns<'_>) -> bool {
        self.account == columns.kind.account
            && self.created_at == columns.created_at.0
            && self.text == columns.search_text
    }
}

/// The segments of an account.
pub(super) struct Segments {
    /// Their numbers, the one with the newest certificates first.
    ids: Vec<i64>,
    /// Certificates in all of them.
    pub(super) certificates: u64,
}

impl Rows<'_> {
    /// A certificate was put in.
    pub(super) fn search_inserted(&mut self, account: AccountId, number: i64) -> Stored<()> {
        self.0
            .execute(
                "INSERT INTO search_loose (account, number, packed) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING",
                values![account.0, number],
            )
            .map(drop)
    }

    /// A certificate was changed; nothing is to be done when no search can tell.
    pub(super) fn search_changed(
        &mut self,
        number: i64,
        before: &Searched,
        after: &Columns<'_>,
    ) -> Stored<()> {
        if before.is_as_in(after) {
            return Ok(());
        }
        if before.account != after.kind.account {
            self.search_deleted(before.account, number)?;
        }
        // The update that changes nothing takes the row, so that the unit that packs waits for this one.
        self.0
            .execute(
                "INSERT INTO search_loose (account, number, packed) VALUES ($1, $2, 1)
                 ON CONFLICT (account, number) DO UPDATE SET packed = search_loose.packed",
                values![after.kind.account.0, number],
            )
            .map(drop)
    }

    /// A certificate was deleted: forgotten when it was never packed.
    pub(super) fn search_deleted(&mut self, account: AccountId, number: i64) -> Stored<()> {
        let forgotten = self.0.execute(
            "DELETE FROM search_loose WHERE account = $1 AND number = $2 AND packed = 0",
            values![account.0, number],
        )?;
        if forgotten > 0 {
            return Ok(());
        }
        self.0
            .execute(
                "INSERT INTO search_loose (account, number, packed) VALUES ($1, $2, 1) ON CONFLICT DO NOTHING",
                values![account.0, number],
            )
            .map(drop)
    }

    /// The account's segments; none for an account that holds few certificates.
    pub(super) fn segments(&mut self, account: AccountId) -> Stored<Segments> {
        let rows = self.0.query(
            "SELECT id, certificates FROM search_segments WHERE account = $1 ORDER BY last_number DESC",
            values![account.0],
        )?;
        let mut segments = Segments { ids: Vec::with_capacity(rows.len()), certificates: 0 };
        for mut row in rows {
            segments.ids.push(row.integer(0)?);
            segments.certificates += row.count(1)?;
        }
        Ok(segments)
    }

    /// Calls `found` with number and moment of creation of each of the account's certificates whose text has the needle
    /// in it, the newest about first, until it says that it has enough. `pattern` is the needle for `LIKE`.
    pub(super) fn each_found(
        &mut self,
        account: AccountId,
        segments: &Segments,
        needle: &str,
        pattern: &str,
        mut found: impl FnMut(i64, i64) -> bool,
    ) -> Stored<()> {
        let mut enough = false;
        let mut untrue = HashSet::new();
        // Loose certificates that have the text, and those that no segment is to be believed about.
        for mut row in self.0.query(
            "SELECT l.number, l.packed, c.created_at FROM search_loose l
             LEFT JOIN certificates c
               ON c.number = l.number AND c.account = l.account AND c.search_text LIKE $2 ESCAPE '\\'
             WHERE l.account = $1 AND (l.packed = 1 OR c.number IS NOT NULL)",
            values![account.0, pattern],
        )? {
            let number = row.integer(0)?;
            if row.integer(1)? == 1 {
                untrue.insert(number);
            }
            if let Some(created_at) = row.integer_or_null(2)? {
                enough |= !found(number, created_at);
            }
        }
        let finder = Finder::new(needle);
        let kept = self.0.kept();
        let search = kept.as_ref().map_or(0, |kept| kept.begin());
        for id in &segments.ids {
            if enough {
                break;
            }
            self.segment(*id, kept.as_deref(), search)?.search(&finder, |number, created_at| {
                if untrue.is_empty() || !untrue.contains(&number) {
                    enough |= !found(number, created_at);
                }
            });
        }
        Ok(())
    }

    fn segment(&mut self, id: i64, kept: Option<&Kept>, search: u64) -> Stored<Segment> {
        if let Some(bytes) = kept.and_then(|kept| kept.get(id, search)) {
            return Segment::read(bytes);
        }
        let rows = self.0.query("SELECT segment FROM search_segments WHERE id = $1", values![id])?;
        let bytes: Arc<[u8]> = crate::rooms::only(rows)?.bytes(0)?.into();
        if let Some(kept) = kept {
            kept.put(id, &bytes, search);
        }
        Segment::read(bytes)
    }
}

/// These numbers as one value, and the condition that a number is among them; `place` is where the value goes.
pub(super) fn among(dialect: Dialect, numbers: &[i64], place: usize) -> (Value, String) {
    let joined = numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    match dialect {
        Dialect::Sqlite => {
            (Value::from(format!("[{joined}]")), format!("IN (SELECT value FROM json_each(${place}))"))
        }
        Dialect::Postgres => (
            Value::from(format!("{{{joined}}}")),
            format!("= ANY (CAST(CAST(${place} AS TEXT) AS BIGINT[]))"),
        ),
    }
}
