//! ACME authorizations, and the allowances of rate-limited things.

use super::Stored;
use chancery_domain::acme::{AcmeAccountId, Authorization, AuthorizationId, Identifier};
use chancery_domain::time::Timestamp;

/// ACME authorizations.
pub trait AcmeAuthorizations {
    /// Adds an authorization; [`super::StoreError::Taken`] when its id is there already.
    fn insert_authorization(&mut self, authorization: &Authorization) -> Stored<()>;
    /// The authorization.
    fn authorization(&mut self, id: &AuthorizationId) -> Stored<Option<Authorization>>;
    /// Writes all its members back. Those of one tenant are changed under its [`crate::ports::Scope::Account`].
    fn update_authorization(&mut self, authorization: &Authorization) -> Stored<()>;
    /// The account's valid authorization for exactly this identifier that lasts longest, if it lasts beyond `now`.
    fn valid_authorization(
        &mut self,
        account: &AcmeAccountId,
        identifier: &Identifier,
        now: Timestamp,
    ) -> Stored<Option<Authorization>>;
    /// The account's authorizations that are pending or valid as they are kept, at most `limit`, from the first one
    /// after `after` on.
    fn open_authorizations(
        &mut self,
        account: &AcmeAccountId,
        after: Option<&AuthorizationId>,
        limit: u64,
    ) -> Stored<Vec<Authorization>>;
    /// Forgets authorizations made before this id (an id made of a moment) that ended before `now`, at most `limit`;
    /// tells how many.
    fn forget_authorizations(&mut self, before: &AuthorizationId, now: Timestamp, limit: u64) -> Stored<u64>;
}

/// Allowances of rate-limited things: for each the moment, in milliseconds, at which it is full again.
pub trait AcmeRates {
    /// The number kept.
    fn rate(&mut self, key: &str) -> Stored<Option<i64>>;
    /// Keeps `after` if the number kept is still `before`; of several callers at the same time at most one gets `true`
    /// for the same `before`.
    fn keep_rate(&mut self, key: &str, before: Option<i64>, after: i64) -> Stored<bool>;
    /// Forgets numbers that lie before `now`, at most `limit`; tells how many.
    fn forget_rates(&mut self, now: i64, limit: u64) -> Stored<u64>;
}
