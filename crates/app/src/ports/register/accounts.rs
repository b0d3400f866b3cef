//! Tenants and their API keys.

use super::Stored;
use chancery_domain::ids::{AccountId, SecretId};
use chancery_domain::time::Timestamp;
use std::fmt;

/// A tenant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An API key. Its secret is sealed under the master key.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The public half.
    pub id: SecretId,
    /// Whose it is.
    pub account: AccountId,
    /// The sealed secret half.
    pub sealed_secret: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was switched off, if it was.
    pub disabled_at: Option<Timestamp>,
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey").field("id", &self.id).field("account", &self.account).finish_non_exhaustive()
    }
}

/// Accounts and their keys.
pub trait Accounts {
    /// Makes an account with the next number (from [`AccountId::FIRST`]); call under [`crate::ports::Scope::System`].
    fn new_account(&mut self, name: &str, now: Timestamp) -> Stored<Account>;
    /// The account, if there is one.
    fn account(&mut self, id: AccountId) -> Stored<Option<Account>>;
    /// All accounts in the order of their numbers.
    fn accounts(&mut self) -> Stored<Vec<Account>>;
    /// Adds a key; [`StoreError::Taken`] when its id is already there.
    fn add_key(&mut self, key: &ApiKey) -> Stored<()>;
    /// The key, also a disabled one.
    fn key(&mut self, id: &SecretId) -> Stored<Option<ApiKey>>;
}
