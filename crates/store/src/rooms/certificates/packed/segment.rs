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
    pub(super) fn search(&self, needle: &Finder<'_>, mut found: impl FnMut(i64, i64)) {
        let texts = self.bytes.get(HEAD + self.count * ENTRY..).unwrap_or_default();
        let (mut entry, mut from) = (0, 0);
        while let Some(at) = texts.get(from..).and_then(|rest| needle.find(rest)) {
            entry = self.entry_at(entry, from + at);
            found(self.integer(entry, 0), self.integer(entry, 8));
            from = self.end(entry);
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

    /// The first certificate from `least` on whose text ends after `position`.
    fn entry_at(&self, least: usize, position: usize) -> usize {
        let (mut low, mut high) = (least, self.count);
        // A frequent needle is found in one text after the other.
        if self.end(low) > position {
            return low;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if self.end(middle) > position {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
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
        for needle in ["1", "23", "yyyy", "yyyyyyx", "id49", "zz", "x", "499"] {
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
