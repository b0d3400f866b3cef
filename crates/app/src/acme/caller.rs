//! Who asks: an ACME account and the key that signed the request.

use crate::failure::Failure;
use crate::service::App;
use chancery_domain::acme::AcmeAccountId;
use chancery_domain::ids::AccountId;

/// The account in whose name a request was signed, and the key that verified it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller {
    /// The account.
    pub account: AcmeAccountId,
    /// Its tenant; an account never moves to another.
    pub tenant: AccountId,
    /// Thumbprint (RFC 7638) of the key that verified the request's signature. It may come from a cache: every unit
    /// of work compares it with the register.
    pub thumbprint: String,
}

/// The URL of an account: its `kid`, and the value of the CAA parameter `accounturi` (RFC 8657). It is the same in
/// every directory.
pub fn account_url(app: &App, account: &AcmeAccountId) -> String {
    format!("{}/acme/account/{account}", app.settings.public_url)
}

pub(super) fn not_built() -> Failure {
    Failure::new(crate::failure::Code::NotBuilt, "not built yet")
}
