//! One movement of money: postings that sum to zero, under a reference that makes it happen once.

use super::{Book, LedgerError, Part};
use crate::ids::AccountId;
use crate::money::Cents;
use crate::time::Timestamp;

/// Why money moved.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EntryKind {
    /// Staff added to a balance (C4).
    TopUp,
    /// A payment processor reported money of the tenant's.
    Gateway,
    /// A gift card was redeemed.
    GiftCard,
    /// An order was paid.
    Payment,
    /// An order's payment, or a part of it, was given back (C2).
    Refund,
}

impl EntryKind {
    /// Every kind.
    pub const ALL: [EntryKind; 5] =
        [EntryKind::TopUp, EntryKind::Gateway, EntryKind::GiftCard, EntryKind::Payment, EntryKind::Refund];

    /// Its stable word in the register and in lists.
    pub fn code(self) -> &'static str {
        match self {
            EntryKind::TopUp => "top-up",
            EntryKind::Gateway => "gateway",
            EntryKind::GiftCard => "gift-card",
            EntryKind::Payment => "payment",
            EntryKind::Refund => "refund",
        }
    }
}

/// What one entry adds to one book.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posting {
    /// The book.
    pub book: Book,
    /// What is added; negative when it is taken.
    pub cents: Cents,
}

/// A movement. Made only by the functions here, so that its postings always sum to zero (C1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Whose books.
    pub account: AccountId,
    /// Why.
    pub kind: EntryKind,
    /// What it is about (an order, an event of a processor); one entry per account, kind and reference.
    pub reference: String,
    /// When.
    pub at: Timestamp,
    /// What it adds to which book, in the order of the books; no zeros.
    postings: Vec<Posting>,
}

impl Entry {
    /// Puts an entry together; postings of nothing are left out.
    ///
    /// # Errors
    /// [`LedgerError::Unbalanced`] when the postings do not sum to zero (C1).
    pub fn new(
        account: AccountId,
        kind: EntryKind,
        reference: impl Into<String>,
        at: Timestamp,
        postings: &[(Book, Cents)],
    ) -> Result<Entry, LedgerError> {
        let sum: i128 = postings.iter().map(|(_, cents)| i128::from(cents.0)).sum();
        if sum != 0 {
            return Err(LedgerError::Unbalanced { sum });
        }
        let mut postings: Vec<Posting> = postings
            .iter()
            .filter(|(_, cents)| *cents != Cents::ZERO)
            .map(|(book, cents)| Posting { book: *book, cents: *cents })
            .collect();
        postings.sort_unstable_by_key(|posting| posting.book);
        Ok(Entry { account, kind, reference: reference.into(), at, postings })
    }

    /// What it adds to which book.
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }

    /// Money from outside and presents of the house onto the balances (C4).
    ///
    /// # Errors
    /// [`LedgerError::AmountNotPositive`] for a negative amount or two zeros.
    pub fn credit(
        account: AccountId,
        kind: EntryKind,
        reference: impl Into<String>,
        at: Timestamp,
        part: Part,
    ) -> Result<Entry, LedgerError> {
        part.check_positive()?;
        let postings = [
            (Book::Cash, part.cash),
            (Book::Bank, minus(part.cash)),
            (Book::Gift, part.gift),
            (Book::GiftIssue, minus(part.gift)),
        ];
        Entry::new(account, kind, reference, at, &postings)
    }

    /// The balances pay for something.
    ///
    /// # Errors
    /// [`LedgerError::AmountNotPositive`] for a negative amount or two zeros.
    pub fn payment(
        account: AccountId,
        reference: impl Into<String>,
        at: Timestamp,
        part: Part,
    ) -> Result<Entry, LedgerError> {
        part.check_positive()?;
        let postings =
            [(Book::Cash, minus(part.cash)), (Book::Gift, minus(part.gift)), (Book::Revenue, part.sum())];
        Entry::new(account, EntryKind::Payment, reference, at, &postings)
    }

    /// What was paid, or a part of it, goes back to the balances that it came from (C2).
    ///
    /// # Errors
    /// [`LedgerError::AmountNotPositive`] for a negative amount or two zeros.
    pub fn refund(
        account: AccountId,
        reference: impl Into<String>,
        at: Timestamp,
        part: Part,
    ) -> Result<Entry, LedgerError> {
        part.check_positive()?;
        let postings = [(Book::Cash, part.cash), (Book::Gift, part.gift), (Book::Refunds, minus(part.sum()))];
        Entry::new(account, EntryKind::Refund, reference, at, &postings)
    }
}

/// The amount with the other sign; amounts here are not negative, so that it always fits.
fn minus(cents: Cents) -> Cents {
    Cents(cents.0.saturating_neg())
}
