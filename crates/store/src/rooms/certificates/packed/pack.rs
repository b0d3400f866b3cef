//! Packing: loose texts into a new segment, and segments that are no longer true into true ones.

use super::among;
use super::segment::{Entry, Segment, write};
use crate::rooms::{Rows, only};
use crate::sql::{Value, count, values};
use chancery_app::ports::{SearchTexts, Stored};
use chancery_domain::ids::AccountId;
use std::collections::{BTreeMap, BTreeSet};

/// Texts in one segment at most, and certificates packed by one call: some hundredths of a second.
const SEGMENT_MAX: u64 = 4_096;

impl SearchTexts for Rows<'_> {
    fn accounts_to_pack(&mut self, at_least: u64, limit: u64) -> Stored<Vec<AccountId>> {
        let rows = self.0.query(
            "SELECT account FROM search_loose GROUP BY account HAVING COUNT(*) >= $1 ORDER BY account LIMIT $2",
            values![count(at_least), count(limit)],
        )?;
        rows.into_iter().map(|mut row| Ok(AccountId(row.integer(0)?))).collect()
    }

    fn pack_search_texts(&mut self, account: AccountId) -> Stored<u64> {
        let untrue = self.take_loose(account, true)?;
        if !untrue.is_empty() {
            self.make_true(account, &untrue)?;
        }
        let fresh = self.take_loose(account, false)?;
        let entries = self.entries(account, &fresh)?;
        self.append(account, entries)?;
        u64::try_from(untrue.len() + fresh.len()).map_err(|error| {
            chancery_app::ports::StoreError::Broken(format!("a count does not fit: {error}"))
        })
    }
}

impl Rows<'_> {
    /// Takes loose certificates away, the earliest first. Their rows are gone before their texts are read: a unit that is
    /// changing one of them has it first, or waits.
    fn take_loose(&mut self, account: AccountId, packed: bool) -> Stored<BTreeSet<i64>> {
        let rows = self.0.query(
            "DELETE FROM search_loose WHERE account = $1 AND number IN (
               SELECT number FROM search_loose WHERE account = $1 AND packed = $2 ORDER BY number LIMIT $3)
             RETURNING number",
            values![account.0, packed, count(SEGMENT_MAX)],
        )?;
        rows.into_iter().map(|mut row| row.integer(0)).collect()
    }

    /// The texts of those that are still there, by number.
    fn entries(&mut self, account: AccountId, numbers: &BTreeSet<i64>) -> Stored<Vec<Entry>> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let numbers: Vec<i64> = numbers.iter().copied().collect();
        let (value, condition) = among(self.0.dialect(), &numbers, 2);
        let rows = self.0.query_composed(
            &format!(
                "SELECT number, created_at, search_text FROM certificates
                 WHERE +account = $1 AND number {condition} ORDER BY number"
            ),
            &[Value::from(account.0), value],
        )?;
        rows.into_iter()
            .map(|mut row| {
                Ok(Entry { number: row.integer(0)?, created_at: row.integer(1)?, text: row.text(2)? })
            })
            .collect()
    }

    /// Writes anew each segment that has one of these certificates; those in no segment are packed into one.
    fn make_true(&mut self, account: AccountId, untrue: &BTreeSet<i64>) -> Stored<()> {
        let now: BTreeMap<i64, Entry> =
            self.entries(account, untrue)?.into_iter().map(|entry| (entry.number, entry)).collect();
        let mut left = now.clone();
        let (Some(first), Some(last)) = (untrue.first(), untrue.last()) else { return Ok(()) };
        let rows = self.0.query(
            "SELECT id, first_number, last_number FROM search_segments
             WHERE account = $1 AND last_number >= $2 AND first_number <= $3",
            values![account.0, *first, *last],
        )?;
        for mut row in rows {
            let (id, first, last) = (row.integer(0)?, row.integer(1)?, row.integer(2)?);
            if untrue.range(first..=last).next().is_none() {
                continue;
            }
            let rows = self.0.query("SELECT segment FROM search_segments WHERE id = $1", values![id])?;
            let before = Segment::read(only(rows)?.bytes(0)?.into())?.entries()?;
            if !before.iter().any(|entry| untrue.contains(&entry.number)) {
                continue;
            }
            let after: Vec<Entry> = before
                .into_iter()
                .filter_map(|entry| {
                    if untrue.contains(&entry.number) { left.remove(&entry.number) } else { Some(entry) }
                })
                .collect();
            self.0.execute("DELETE FROM search_segments WHERE id = $1", values![id])?;
            self.insert_segment(account, &after)?;
        }
        self.insert_segment(account, &left.into_values().collect::<Vec<_>>())
    }

    /// Packs these texts together with the newest segment where there is room in it, so that packing a few at a time leaves
    /// no crowd of small segments.
    fn append(&mut self, account: AccountId, mut entries: Vec<Entry>) -> Stored<()> {
        let room = SEGMENT_MAX.saturating_sub(u64::try_from(entries.len()).unwrap_or(u64::MAX));
        let newest = self.first(
            "SELECT id, certificates, segment FROM search_segments WHERE account = $1
             ORDER BY last_number DESC LIMIT 1",
            values![account.0],
        )?;
        if let (Some(mut row), false) = (newest, entries.is_empty())
            && row.count(1)? <= room
        {
            entries.extend(Segment::read(row.bytes(2)?.into())?.entries()?);
            entries.sort_by_key(|entry| entry.number);
            self.0.execute("DELETE FROM search_segments WHERE id = $1", values![row.integer(0)?])?;
        }
        self.insert_segment(account, &entries)
    }

    /// Does nothing for no texts. `entries` are in the order of their numbers.
    fn insert_segment(&mut self, account: AccountId, entries: &[Entry]) -> Stored<()> {
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(()) };
        self.insert(
            "INSERT INTO search_segments (account, first_number, last_number, certificates, segment)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            values![
                account.0,
                first.number,
                last.number,
                count(u64::try_from(entries.len()).unwrap_or(u64::MAX)),
                write(entries)?,
            ],
            "a segment of search texts",
        )
    }
}
