//! Signed OCSP answers in memory, found by serial and CertID, bounded in number.
//!
//! Two generations: what is asked for moves to the young one; when that is full, the old one is dropped. So answers that
//! nobody asks for go, and no list of their order is needed. Spread over several locks, so that readers seldom meet.

use super::document::Document;
use chancery_domain::time::Timestamp;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;

/// Locks; a power of two.
const PARTS: usize = 16;

/// Different CertIDs kept for one serial: SHA-1 and SHA-256, each with and without NULL parameters.
const FORMS_MAX: usize = 4;

/// The answers of a node.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    parts: [Mutex<Part>; PARTS],
}

#[derive(Debug, Default)]
struct Part {
    young: Generation,
    old: Generation,
}

/// By serial: each CertID with its answer.
type Generation = HashMap<Box<[u8]>, Vec<(Box<[u8]>, Arc<Document>)>>;

impl Answers {
    fn part(&self, serial: &[u8]) -> Option<&Mutex<Part>> {
        // Serials are drawn by chance; their last byte spreads well.
        let spread = serial.last().map_or(0, |byte| usize::from(*byte));
        self.parts.get(spread % PARTS)
    }

    /// The kept answer, if it is not due.
    pub(crate) fn get(&self, serial: &[u8], cert_id: &[u8], now: Timestamp) -> Option<Arc<Document>> {
        let mut part = self.part(serial)?.lock();
        let find = |generation: &Generation| {
            let forms = generation.get(serial)?;
            forms.iter().find(|(form, _)| **form == *cert_id).map(|(_, document)| document.clone())
        };
        let found = match find(&part.young) {
            Some(found) => found,
            None => {
                let found = find(&part.old)?;
                if let Some((serial, forms)) = part.old.remove_entry(serial) {
                    part.young.insert(serial, forms);
                }
                found
            }
        };
        (now < found.due && now >= found.this_update).then_some(found)
    }

    /// Keeps an answer, at most `kept_max` of them in all.
    pub(crate) fn put(&self, serial: &[u8], cert_id: &[u8], document: Arc<Document>, kept_max: usize) {
        let Some(part) = self.part(serial) else { return };
        let mut part = part.lock();
        if part.young.len() >= kept_max / PARTS / 2 && !part.young.contains_key(serial) {
            part.old = std::mem::take(&mut part.young);
        }
        let mut forms = part.old.remove(serial).unwrap_or_default();
        forms.extend(part.young.remove(serial).unwrap_or_default());
        forms.retain(|(form, _)| **form != *cert_id);
        forms.truncate(FORMS_MAX - 1);
        forms.push((cert_id.into(), document));
        part.young.insert(serial.into(), forms);
    }

    /// Forgets what was said of a serial.
    pub(crate) fn forget(&self, serial: &[u8]) {
        if let Some(part) = self.part(serial) {
            let mut part = part.lock();
            part.young.remove(serial);
            part.old.remove(serial);
        }
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        for part in &self.parts {
            *part.lock() = Part::default();
        }
    }

    /// CertIDs of answers that are due, at most `limit`.
    pub(crate) fn due(&self, now: Timestamp, limit: usize) -> Vec<Box<[u8]>> {
        let mut due = Vec::new();
        for part in &self.parts {
            let part = part.lock();
            let forms = part.young.values().flatten().filter(|(_, document)| document.due <= now);
            due.extend(forms.map(|(form, _)| form.clone()).take(limit.saturating_sub(due.len())));
            if due.len() >= limit {
                break;
            }
        }
        due
    }

    /// How many serials have answers.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.parts.iter().map(|part| part.lock()).map(|part| part.young.len() + part.old.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000);

    fn document(text: &str) -> Arc<Document> {
        let due = NOW.plus_seconds(10);
        Arc::new(Document::new(text.as_bytes().to_vec(), NOW, NOW.plus_seconds(100), due, 5))
    }

    #[test]
    fn forms_of_one_serial_are_kept_apart_and_forgotten_together() {
        let answers = Answers::default();
        answers.put(&[1, 2], b"sha1", document("a"), 1_000);
        answers.put(&[1, 2], b"sha256", document("b"), 1_000);
        answers.put(&[1, 2], b"sha1", document("c"), 1_000);
        assert_eq!(answers.get(&[1, 2], b"sha1", NOW), Some(document("c")));
        assert_eq!(answers.get(&[1, 2], b"sha256", NOW), Some(document("b")));
        assert_eq!(answers.get(&[1, 2], b"other", NOW), None);
        assert_eq!(answers.get(&[3, 2], b"sha1", NOW), None);
        answers.forget(&[1, 2]);
        assert_eq!(answers.get(&[1, 2], b"sha1", NOW), None);
        assert_eq!(answers.get(&[1, 2], b"sha256", NOW), None);
    }

    #[test]
    fn what_is_due_is_not_served() {
        let answers = Answers::default();
        answers.put(&[9], b"id", document("a"), 1_000);
        assert!(answers.get(&[9], b"id", NOW.plus_seconds(9)).is_some());
        assert!(answers.get(&[9], b"id", NOW.plus_seconds(10)).is_none());
        assert_eq!(answers.due(NOW.plus_seconds(10), 5), [Box::<[u8]>::from(*b"id")]);
        assert!(answers.due(NOW, 5).is_empty());
    }

    #[test]
    fn the_number_kept_is_bounded_and_what_is_asked_for_stays() {
        let answers = Answers::default();
        answers.put(&[0xff, 0, 0], b"often", document("often"), 64);
        for number in 0..10_000_u32 {
            answers.put(&number.to_be_bytes(), b"id", document("x"), 64);
            if number % 16 == 0 {
                assert!(answers.get(&[0xff, 0, 0], b"often", NOW).is_some(), "{number}");
            }
        }
        assert!(answers.len() <= 64, "{}", answers.len());
    }

    #[test]
    fn one_serial_has_at_most_four_forms() {
        let answers = Answers::default();
        for form in 0..100_u8 {
            answers.put(&[7], &[form], document("x"), 1_000);
        }
        let kept = (0..100_u8).filter(|form| answers.get(&[7], &[*form], NOW).is_some()).count();
        assert_eq!(kept, FORMS_MAX);
    }
}
