//! The bytes of one segment: the search texts of some thousand certificates one after the other, and whose they are.
//!
//! `count` (4 bytes), then for each certificate its number (8), its moment of creation (8) and where its text ends (4),
//! then the texts; numbers are little-endian. Every text ends with a line feed, and nobody can search for one, so that no
//! match reaches from one text into the next.

use chancery_app::ports::{StoreError, Stored};
use memchr::memmem::Finder;
use std::sync::Arc;

const HEAD: usize = 4;
const ENTRY: usize = 20;

/// One certificate of a segment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    pub(super) number: i64,
    pub(super) created_at: i64,
    pub(super) text: String,
}

/// A segment whose form was checked.
pub(super) struct Segment {
    bytes: Arc<[u8]>,
    count: usize,
}

/// The bytes for these certificates.
pub(super) fn write(entries: &[Entry]) -> Stored<Vec<u8>> {
    let too_long =
        |_| StoreError::Broken("a segment of search texts is longer than four bytes can say".to_owned());
    let texts: usize = entries.iter().map(|entry| entry.text.len()).sum();
    let mut bytes = Vec::with_capacity(HEAD + entries.len() * ENTRY + texts);
    bytes.extend_from_slice(&u32::try_from(entries.len()).map_err(too_long)?.to_le_bytes());
    let mut end = 0_usize;
    for entry in entries {
        end += entry.text.len();
        bytes.extend_from_slice(&entry.number.to_le_bytes());
        bytes.extend_from_slice(&entry.created_at.to_le_bytes());
        bytes.extend_from_slice(&u32::try_from(end).map_err(too_long)?.to_le_bytes());
    }
    for entry in entries {
        bytes.extend_from_slice(entry.text.as_bytes());
    }
    Ok(bytes)
}

impl Segment {
    /// Checks the form.
    pub(super) fn read(bytes: Arc<[u8]>) -> Stored<Self> {
        let broken = || StoreError::Broken("a segment of search texts is not of its form".to_owned());
        let count = bytes.first_chunk().map(|head| u32::from_le_bytes(*head)).ok_or_else(broken)?;
        let count = usize::try_from(count).map_err(|_| broken())?;
        let segment = Segment { bytes, count };
        let ends = count.checked_sub(1).map_or(0, |last| segment.end(last));
        let length =
            count.checked_mul(ENTRY).and_then(|entries| entries.checked_add(HEAD)?.checked_add(ends));
        if length != Some(segment.bytes.len()) {
            return Err(broken());
        }
        Ok(segment)
    }

    /// Calls `found` with number and moment of creation of each certificate whose text has the needle in it.
    ///
    /// A text that a whole account shares mostly stands at the same distance from beginning or end of the next
    /// certificate's text; looking there first costs a third of a search that begins anew.
    pub(super) fn search(&self, needle: &Finder<'_>, mut found: impl FnMut(i64, i64)) {
        let (head, texts) = self.bytes.split_at_checked(HEAD + self.count * ENTRY).unwrap_or_default();
        let (rows, _) = head.get(HEAD..).unwrap_or_default().as_chunks::<ENTRY>();
        let (mut entry, mut from) = (0, 0);
        let (mut from_begin, mut from_end) = (usize::MAX, usize::MAX);
        while let Some(row) = rows.get(entry) {
            let mut end = row_end(row);
            let text = texts.get(from..end).unwrap_or_default();
            let at = |place: Option<usize>| {
                place
                    .and_then(|place| text.get(place..))
                    .is_some_and(|rest| rest.starts_with(needle.needle()))
            };
            let mut row = row;
            if !at(Some(from_begin)) && !at(text.len().checked_sub(from_end)) {
                let Some(next) = texts.get(from..).and_then(|rest| needle.find(rest)) else { return };
                let place = from + next;
                if end <= place {
                    entry += 1 + rows
                        .get(entry + 1..)
                        .unwrap_or_default()
                        .partition_point(|row| row_end(row) <= place);
                    from = rows.get(entry - 1).map_or(0, row_end);
                }
                let Some(there) = rows.get(entry) else { return };
                (row, end) = (there, row_end(there));
                (from_begin, from_end) = (place.saturating_sub(from), end.saturating_sub(place));
            }
            found(row_integer(row, 0), row_integer(row, 8));
            from = end;
            entry += 1;
        }
    }

    /// Everything in it.
    pub(super) fn entries(&self) -> Stored<Vec<Entry>> {
        let texts = self.bytes.get(HEAD + self.count * ENTRY..).unwrap_or_default();
        let mut from = 0;
        (0..self.count)
            .map(|entry| {
                let end = self.end(entry);
                let text = texts.get(std::mem::replace(&mut from, end)..end).map(|text| text.to_vec());
                let text = text.and_then(|text| String::from_utf8(text).ok());
                let text =
                    text.ok_or_else(|| StoreError::Broken("a search text is not of its form".to_owned()))?;
                Ok(Entry { number: self.integer(entry, 0), created_at: self.integer(entry, 8), text })
            })
            .collect()
    }

    fn integer(&self, entry: usize, offset: usize) -> i64 {
        let at = entry.saturating_mul(ENTRY).saturating_add(HEAD + offset);
        self.bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| i64::from_le_bytes(*bytes))
    }

    fn end(&self, entry: usize) -> usize {
        let at = entry.saturating_mul(ENTRY).saturating_add(HEAD + 16);
        let end =
            self.bytes.get(at..).and_then(|rest| rest.first_chunk()).map(|bytes| u32::from_le_bytes(*bytes));
        end.and_then(|end| usize::try_from(end).ok()).unwrap_or(usize::MAX)
    }
}

/// Where the text of a row of the table ends.
fn row_end(row: &[u8; ENTRY]) -> usize {
    row.last_chunk().and_then(|bytes| usize::try_from(u32::from_le_bytes(*bytes)).ok()).unwrap_or(usize::MAX)
}

fn row_integer(row: &[u8; ENTRY], offset: usize) -> i64 {
    row.get(offset..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| i64::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Vec<Entry> {
        let texts = ["a1\nshop.org\n", "", "b2\nwww.shop.org\nshop.net\n", "c3\nshop.org\n"];
        (10..)
            .zip(texts)
            .map(|(number, text)| Entry { number, created_at: number * 100, text: text.into() })
            .collect()
    }

    fn found(segment: &Segment, needle: &str) -> Vec<(i64, i64)> {
        let mut numbers = Vec::new();
        segment.search(&Finder::new(needle), |number, created_at| numbers.push((number, created_at)));
        numbers
    }

    #[test]
    fn each_certificate_is_found_once() {
        let segment = Segment::read(write(&entries()).expect("written").into()).expect("read");
        assert_eq!(found(&segment, "shop"), [(10, 1_000), (12, 1_200), (13, 1_300)]);
        assert_eq!(found(&segment, "c3"), [(13, 1_300)]);
        assert_eq!(found(&segment, ".net"), [(12, 1_200)]);
        assert_eq!(found(&segment, "1b"), []);
        assert_eq!(segment.entries(), Ok(entries()));
    }

    #[test]
    fn every_needle_finds_what_a_plain_look_finds() {
        let many: Vec<Entry> = (0..500_i64)
            .map(|n| Entry {
                number: n,
                created_at: -n,
                text: format!("id{n}\n{}x\n", "y".repeat((n % 7) as usize)),
            })
            .collect();
        let segment = Segment::read(write(&many).expect("written").into()).expect("read");
        for needle in ["1", "23", "yyyy", "yyyyyyx", "id49", "zz", "x", "499", "id", "x\n", "", "yx", "9\ny"]
        {
            let plain: Vec<_> =
                many.iter().filter(|e| e.text.contains(needle)).map(|e| (e.number, e.created_at)).collect();
            assert_eq!(found(&segment, needle), plain, "{needle}");
        }
    }

    #[test]
    fn damage_is_noticed() {
        let whole = write(&entries()).expect("written");
        for end in [0, 3, 40, whole.len() - 1] {
            assert!(Segment::read(whole.get(..end).unwrap_or_default().into()).is_err(), "cut at {end}");
        }
        assert!(Segment::read(vec![255; 4].into()).is_err());
        assert!(Segment::read(write(&[]).expect("written").into()).is_ok());
    }
}
