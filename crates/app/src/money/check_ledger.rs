//! Holds the books against themselves (C1): every entry balances, every balance is the sum of its postings, and all
//! books together sum to zero.

use crate::failure::Failure;
use crate::ports::LedgerFault;
use crate::service::App;
use chancery_domain::ledger::Book;
use chancery_domain::money::Cents;

/// Faults of one kind that are named; the first ones are enough to begin with.
const FAULTS_SHOWN: u64 = 100;

/// What a check found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckedLedger {
    /// The sum of each book over all accounts.
    pub sums: Vec<(Book, Cents)>,
    /// The sum over everything; zero in sound books.
    pub total: i128,
    /// What is wrong.
    pub faults: Vec<LedgerFault>,
}

impl CheckedLedger {
    /// Whether the books are sound.
    pub fn is_sound(&self) -> bool {
        self.total == 0 && self.faults.is_empty()
    }
}

/// Checks the whole ledger in one consistent state.
///
/// # Errors
/// Only the register's; unsound books are a result, not an error.
pub async fn check_ledger(app: &App) -> Result<CheckedLedger, Failure> {
    app.store
        .read(|register| {
            let sums = register.book_sums()?;
            let total = sums.iter().map(|(_, cents)| i128::from(cents.0)).sum();
            Ok(CheckedLedger { sums, total, faults: register.ledger_faults(FAULTS_SHOWN)? })
        })
        .await
}
