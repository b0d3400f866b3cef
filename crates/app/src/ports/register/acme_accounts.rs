//! ACME accounts and the external account bindings that tie them to tenants.

use super::Stored;
use chancery_domain::acme::{AcmeAccount, AcmeAccountId};
use chancery_domain::ids::AccountId;
use chancery_domain::time::Timestamp;
use std::fmt;

/// An external account binding (RFC 8555 section 7.3.4). Its key is sealed under the master key.
#[derive(Clone, PartialEq, Eq)]
pub struct Binding {
    /// The key identifier.
    pub kid: String,
    /// The tenant.
    pub tenant: AccountId,
    /// The sealed HMAC key.
    pub sealed_hmac: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was switched off, if it was.
    pub disabled_at: Option<Timestamp>,
    /// The account that it was used for, once it was.
    pub used_by: Option<AcmeAccountId>,
}

impl fmt::Debug for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Binding")
            .field("kid", &self.kid)
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}

/// ACME accounts. No two have the same key: a key names its account.
pub trait AcmeAccounts {
    /// Adds an account; [`super::StoreError::Taken`] when its id or key is there already, also of two at the same time.
    fn insert_acme_account(&mut self, account: &AcmeAccount) -> Stored<()>;
    /// The account, in whatever stage.
    fn acme_account(&mut self, id: &AcmeAccountId) -> Stored<Option<AcmeAccount>>;
    /// The account with this key thumbprint, in whatever stage.
    fn acme_account_of_key(&mut self, thumbprint: &str) -> Stored<Option<AcmeAccount>>;
    /// Writes all its members back. An account is changed under the [`crate::ports::Scope::Account`] of its tenant.
    /// [`super::StoreError::Taken`] when its key is another's; the unit of work is lost then.
    fn update_acme_account(&mut self, account: &AcmeAccount) -> Stored<()>;
    /// The tenant of accounts made without a binding, once there is one.
    fn default_acme_tenant(&mut self) -> Stored<Option<AccountId>>;
    /// Makes it that; [`super::StoreError::Taken`] when there is one.
    fn set_default_acme_tenant(&mut self, tenant: AccountId) -> Stored<()>;
}

/// External account bindings.
pub trait AcmeBindings {
    /// Adds a binding; [`super::StoreError::Taken`] when its key identifier is there already.
    fn insert_binding(&mut self, binding: &Binding) -> Stored<()>;
    /// The binding, also one used or switched off.
    fn binding(&mut self, kid: &str) -> Stored<Option<Binding>>;
    /// A tenant's bindings in the order in which they were made.
    fn bindings(&mut self, tenant: AccountId) -> Stored<Vec<Binding>>;
    /// Notes for which account it is used. Exactly one of several callers at the same time gets `true`; one that is
    /// used or switched off gives `false`.
    fn use_binding(&mut self, kid: &str, account: &AcmeAccountId) -> Stored<bool>;
    /// Switches it off; `false` when there is none.
    fn disable_binding(&mut self, kid: &str, now: Timestamp) -> Stored<bool>;
}
