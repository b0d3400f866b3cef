//! Segments of search texts kept in memory between searches. A segment in the register never changes and its number is
//! never given twice, so what is kept is true for as long as the register names it, on every node.

use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;

/// Bytes of all segments kept; about a million certificates' texts.
const BYTES_MAX: usize = 64 * 1_024 * 1_024;

/// A segment that the last so many searches did not use may make room for another. More than the searches that run at
/// once, so that an account that does not fit does not push its own segments out all the time.
const SEARCHES_UNUSED: u64 = 16;

/// The kept segments by their numbers.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    segments: HashMap<i64, (Arc<[u8]>, u64)>,
    bytes: usize,
    searches: u64,
}

impl Kept {
    /// Counts a search; its number marks what it uses.
    pub(crate) fn begin(&self) -> u64 {
        let mut inner = self.0.lock();
        inner.searches += 1;
        inner.searches
    }

    /// A kept segment.
    pub(crate) fn get(&self, id: i64, search: u64) -> Option<Arc<[u8]>> {
        let mut inner = self.0.lock();
        let (segment, used) = inner.segments.get_mut(&id)?;
        *used = search;
        Some(segment.clone())
    }

    /// Keeps a segment if there is room for it, or if others have not been used for long.
    pub(crate) fn put(&self, id: i64, segment: &Arc<[u8]>, search: u64) {
        let mut inner = self.0.lock();
        if inner.bytes + segment.len() > BYTES_MAX {
            let oldest = search.saturating_sub(SEARCHES_UNUSED);
            inner.segments.retain(|_, (_, used)| *used >= oldest);
            inner.bytes = inner.segments.values().map(|(kept, _)| kept.len()).sum();
        }
        if inner.bytes + segment.len() <= BYTES_MAX
            && inner.segments.insert(id, (segment.clone(), search)).is_none()
        {
            inner.bytes += segment.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unused_makes_room_and_what_is_used_stays() {
        let kept = Kept::default();
        let half: Arc<[u8]> = vec![0; BYTES_MAX / 2].into();
        let search = kept.begin();
        for id in 1..=3 {
            kept.put(id, &half, search);
        }
        assert_eq!([1, 2, 3].map(|id| kept.get(id, search).is_some()), [true, true, false]);
        let later = search + SEARCHES_UNUSED + 1;
        assert!(kept.get(2, later).is_some());
        kept.put(3, &half, later);
        assert_eq!([1, 2, 3].map(|id| kept.get(id, later).is_some()), [false, true, true]);
        kept.put(3, &half, later);
        assert_eq!(kept.0.lock().bytes, BYTES_MAX / 2 * 2);
    }
}
