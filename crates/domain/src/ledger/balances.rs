//! What is in each book of one tenant.

use super::{Book, Entry, LedgerError};
use crate::money::Cents;

/// The balances of all books of one tenant, in cents.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Balances([i64; Book::ALL.len()]);

impl Balances {
    /// What is in a book.
    pub fn of(&self, book: Book) -> Cents {
        Cents(position(book).and_then(|place| self.0.get(place).copied()).unwrap_or(0))
    }

    /// The same with another amount in a book.
    #[must_use]
    pub fn with(mut self, book: Book, cents: Cents) -> Self {
        if let Some(slot) = position(book).and_then(|place| self.0.get_mut(place)) {
            *slot = cents.0;
        }
        self
    }

    /// The sum of all books; zero in a sound ledger (C1).
    pub fn sum(&self) -> i128 {
        self.0.iter().map(|cents| i128::from(*cents)).sum()
    }

    /// The balances after an entry.
    ///
    /// # Errors
    /// [`LedgerError::Insufficient`] when cash or gift would fall below zero, [`LedgerError::TooLarge`] when one of them
    /// would grow beyond `most`. What is beyond it already, after a refund or under a stricter policy, can be spent.
    pub fn after(&self, entry: &Entry, most: Cents) -> Result<Balances, LedgerError> {
        let mut next = *self;
        for posting in entry.postings() {
            let held = next.of(posting.book);
            let sum = held.checked_add(posting.cents).ok_or(LedgerError::TooLarge { most })?;
            if posting.book.is_tenants() && sum < Cents::ZERO {
                let due = Cents(posting.cents.0.saturating_neg());
                return Err(LedgerError::Insufficient { due, available: held });
            }
            if posting.book.is_tenants() && posting.cents > Cents::ZERO && sum > most {
                return Err(LedgerError::TooLarge { most });
            }
            next = next.with(posting.book, sum);
        }
        Ok(next)
    }
}

fn position(book: Book) -> Option<usize> {
    Book::ALL.iter().position(|known| *known == book)
}
