//! Nonces of a single process: counted, with one bit for each of the newest to say that it was used.

use super::Presented;
use super::seal::{PAYLOAD, Seal};
use chancery_app::ctx::Entropy;
use parking_lot::Mutex;

/// Counted nonces. The key is drawn when the process starts, so that nonces of an earlier process are not recognised
/// and none can be used twice across a restart.
pub struct WindowNonces {
    seal: Seal,
    window: Mutex<Window>,
}

struct Window {
    /// The number of the next nonce.
    next: u64,
    /// The lowest number that may still be used.
    oldest: u64,
    /// One bit for each of the newest numbers, at `number % capacity`; set when used.
    used: Vec<u64>,
}

impl WindowNonces {
    /// Room for about `capacity` nonces that were given out and not used; older ones become useless then.
    pub fn new(capacity: usize, entropy: &Entropy) -> Self {
        WindowNonces {
            seal: Seal::new(&entropy.bytes::<32>()),
            window: Mutex::new(Window { next: 0, oldest: 0, used: vec![0; capacity.div_ceil(64).max(1)] }),
        }
    }

    /// A new nonce.
    pub fn make(&self) -> String {
        let number = self.window.lock().make();
        let mut payload = [0; PAYLOAD];
        let (front, _) = payload.split_at_mut(8);
        front.copy_from_slice(&number.to_be_bytes());
        self.seal.write(payload)
    }

    /// Whether this process made it and it was not used as far as can be seen now.
    pub fn recognise(&self, text: &str) -> Option<Presented> {
        let nonce = self.seal.read(text)?;
        self.window.lock().is_fresh(number(nonce)?).then_some(nonce)
    }

    /// Takes it; `true` for one caller.
    pub fn take(&self, nonce: Presented) -> bool {
        number(nonce).is_some_and(|number| self.window.lock().take(number))
    }
}

fn number(nonce: Presented) -> Option<u64> {
    nonce.payload.first_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes))
}

impl Window {
    fn capacity(&self) -> u64 {
        self.used.len() as u64 * 64
    }

    fn place(&self, number: u64) -> (usize, u64) {
        let bit = number % self.capacity();
        (usize::try_from(bit / 64).unwrap_or(0), 1 << (bit % 64))
    }

    fn make(&mut self) -> u64 {
        let number = self.next;
        self.next += 1;
        if self.next - self.oldest > self.capacity() {
            self.oldest += 1;
        }
        let (word, bit) = self.place(number);
        if let Some(word) = self.used.get_mut(word) {
            *word &= !bit;
        }
        number
    }

    fn is_fresh(&self, number: u64) -> bool {
        let (word, bit) = self.place(number);
        (self.oldest..self.next).contains(&number) && self.used.get(word).is_some_and(|word| word & bit == 0)
    }

    fn take(&mut self, number: u64) -> bool {
        let fresh = self.is_fresh(number);
        let (word, bit) = self.place(number);
        if let Some(word) = self.used.get_mut(word).filter(|_| fresh) {
            *word |= bit;
        }
        fresh
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::atomic::{AtomicU8, Ordering};

    fn nonces(capacity: usize) -> WindowNonces {
        let next = AtomicU8::new(1);
        let entropy = Entropy::new(move |bytes| bytes.fill(next.fetch_add(1, Ordering::Relaxed)));
        WindowNonces::new(capacity, &entropy)
    }

    #[test]
    fn each_is_good_once() {
        let nonces = nonces(64);
        let (one, two) = (nonces.make(), nonces.make());
        assert_ne!(one, two);
        let presented = nonces.recognise(&one).unwrap();
        assert!(nonces.take(presented));
        assert!(!nonces.take(presented));
        assert_eq!(nonces.recognise(&one), None);
        assert!(nonces.take(nonces.recognise(&two).unwrap()));
    }

    #[test]
    fn strangers_and_altered_ones_are_not_recognised() {
        let nonces = nonces(64);
        let made = nonces.make();
        let other_start = made.replace(&made[..1], if made.starts_with('A') { "B" } else { "A" });
        for text in ["", "abc", &made[1..], &format!("{made}A"), other_start.as_str(), &"A".repeat(32)] {
            assert_eq!(nonces.recognise(text), None, "{text}");
        }
        // Another process, or this one after a restart.
        let restarted = WindowNonces::new(64, &Entropy::new(|bytes| bytes.fill(99)));
        assert_eq!(restarted.recognise(&made), None);
    }

    #[test]
    fn the_oldest_are_forgotten_and_not_reborn() {
        let nonces = nonces(64);
        let all: Vec<String> = (0..200).map(|_| nonces.make()).collect();
        let alive = all.iter().filter(|text| nonces.recognise(text).is_some()).count();
        assert_eq!(alive, 64);
        assert!(nonces.recognise(&all[135]).is_none());
        assert!(nonces.recognise(&all[136]).is_some());
    }
}
