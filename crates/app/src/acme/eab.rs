//! External account bindings (RFC 8555 section 7.3.4): a key that ties an ACME account to a tenant.

use super::caller::not_built;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::ids::AccountId;
use std::fmt;
use zeroize::Zeroizing;

/// The key of a binding, to verify its signature with.
pub struct EabKey {
    /// The tenant.
    pub tenant: AccountId,
    /// The key for HMAC-SHA-256 and its kin.
    pub hmac: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for EabKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EabKey").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

/// The key of this identifier; nothing when there is none or it was switched off. One that was used already is still
/// returned: whether it may be used again by the same account key is for [`super::new_account`] to say.
///
/// # Errors
/// Only the register's and the vault's.
pub async fn eab_key(_app: &App, _ctx: &Ctx, _kid: &str) -> Result<Option<EabKey>, Failure> {
    Err(not_built())
}
