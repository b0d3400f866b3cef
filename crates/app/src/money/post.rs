//! The one way into the ledger: bounds of the balances are asked before an entry is written (C1).

use crate::failure::Failure;
use crate::ports::Register;
use chancery_domain::ids::EntryId;
use chancery_domain::ledger::{Entry, EntryKind};
use chancery_domain::money::Cents;
use chancery_domain::policy::Policy;

/// Writes an entry. The caller has made sure that there is none with this reference.
///
/// # Errors
/// [`crate::Code::BalanceInsufficient`], [`crate::Code::MoneyRefused`]; nothing is changed by them.
pub(super) fn post(register: &mut dyn Register, policy: &Policy, entry: &Entry) -> Result<EntryId, Failure> {
    // What was the tenant's before may come back whatever came in since: a refund is never refused for its size (C2).
    let most = match entry.kind {
        EntryKind::Refund => Cents(i64::MAX),
        EntryKind::TopUp | EntryKind::Gateway | EntryKind::GiftCard | EntryKind::Payment => {
            Cents(policy.money.balance_cents_max)
        }
    };
    register.balances(entry.account)?.after(entry, most)?;
    Ok(register.insert_entry(entry)?)
}
