//! The ledger: entries with their postings, the balances they make, payments of orders, reports of processors.

use super::Stored;
use chancery_domain::ids::{AccountId, EntryId, OrderId};
use chancery_domain::ledger::{Balances, Book, Entry, EntryKind, Part, Payment};
use chancery_domain::money::Cents;
use chancery_domain::time::Timestamp;

/// A page of entries, latest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntryPage {
    /// All entries of the account.
    pub total: u64,
    /// This page's, with their numbers.
    pub items: Vec<(EntryId, Entry)>,
}

/// How an order was paid and what went back of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentRecord {
    /// Who paid.
    pub account: AccountId,
    /// What for.
    pub order: OrderId,
    /// How.
    pub payment: Payment,
    /// What went back so far.
    pub returned: Part,
    /// When it was paid.
    pub paid_at: Timestamp,
}

/// Something that is wrong in the books.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LedgerFault {
    /// Whose books.
    pub account: AccountId,
    /// What is wrong, in words.
    pub words: String,
}

/// What is known of a processor's report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReportMark {
    /// It was never seen; now it is noted.
    First,
    /// A report with this id was seen; the SHA-256 of its content.
    Seen(String),
}

/// The ledger (C1, C2). Call under [`crate::ports::Scope::Account`] of the account whose books change.
pub trait Ledger {
    /// What is in each book of the account.
    fn balances(&mut self, account: AccountId) -> Stored<Balances>;
    /// Adds an entry under the next number, and its postings to the balances. [`super::StoreError::Taken`] and no
    /// change when the account has an entry of this kind and reference.
    fn insert_entry(&mut self, entry: &Entry) -> Stored<EntryId>;
    /// The entry of this kind and reference.
    fn entry(
        &mut self,
        account: AccountId,
        kind: EntryKind,
        reference: &str,
    ) -> Stored<Option<(EntryId, Entry)>>;
    /// A page of the account's entries, latest first.
    fn entries(&mut self, account: AccountId, offset: u64, limit: u64) -> Stored<EntryPage>;
    /// Notes how an order was paid; [`super::StoreError::Taken`] when it was paid already.
    fn insert_payment(&mut self, record: &PaymentRecord) -> Stored<()>;
    /// How an order was paid.
    fn payment(&mut self, order: OrderId) -> Stored<Option<PaymentRecord>>;
    /// Notes what went back of a payment so far.
    fn set_returned(&mut self, order: OrderId, returned: Part) -> Stored<()>;
    /// The sum of each book over all accounts.
    fn book_sums(&mut self) -> Stored<Vec<(Book, Cents)>>;
    /// Up to `most` faults: entries that do not sum to zero, balances that are not the sum of their postings, balances
    /// below zero, payments without the entry that they tell of, refunds beyond the payment.
    fn ledger_faults(&mut self, most: u64) -> Stored<Vec<LedgerFault>>;
    /// Notes a processor's report, or says what is known of it. Exactly one of several callers at the same time gets
    /// [`ReportMark::First`].
    fn claim_report(
        &mut self,
        id: &str,
        account: AccountId,
        content_sha256: &str,
        now: Timestamp,
    ) -> Stored<ReportMark>;
}
