//! Packing what searches look at, so that searching an account of hundreds of thousands stays quick.

use super::Stored;
use chancery_domain::ids::AccountId;

/// Search texts. What [`super::Certificates::list_certificates`] answers does not depend on what is packed, only its cost.
pub trait SearchTexts {
    /// Accounts with at least so many certificates whose text is not packed or no longer as packed, at most `limit`.
    fn accounts_to_pack(&mut self, at_least: u64, limit: u64) -> Stored<Vec<AccountId>>;
    /// Packs some thousand texts of the account. Returns how many were not as packed and now are; 0 when all were. To be
    /// called in the account's scope.
    fn pack_search_texts(&mut self, account: AccountId) -> Stored<u64>;
}
