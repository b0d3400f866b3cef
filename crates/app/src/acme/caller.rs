//! Who asks: an ACME account and the key that signed the request.

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::Register;
use crate::service::App;
use chancery_domain::acme::{AcmeAccount, AcmeAccountId};
use chancery_domain::actor::{Actor, Role};
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

impl Caller {
    /// An account that was just read, with its present key.
    pub fn of(account: &AcmeAccount) -> Self {
        Caller { account: account.id.clone(), tenant: account.tenant, thumbprint: account.thumbprint.clone() }
    }
}

/// The URL of an account: its `kid`, and the value of the CAA parameter `accounturi` (RFC 8657). It is the same in
/// every directory.
pub fn account_url(app: &App, account: &AcmeAccountId) -> String {
    format!("{}/acme/account/{account}", app.settings.public_url)
}

/// The caller's account as the register has it now, if it may act.
pub(super) fn acting(register: &mut dyn Register, caller: &Caller) -> Result<AcmeAccount, Failure> {
    let account = register.acme_account(&caller.account)?.filter(|account| account.tenant == caller.tenant);
    let account = account.ok_or_else(|| {
        Failure::new(Code::AcmeAccountMissing, "there is no account with this key; make one with newAccount")
    })?;
    if account.thumbprint != caller.thumbprint {
        let text = "the request is signed with a key that the account no longer has; sign with its new key";
        return Err(Failure::new(Code::Unauthorized, text));
    }
    account.stage.in_use()?;
    Ok(account)
}

/// The circumstances with the ACME account as the actor, for the operation log.
pub(super) fn acting_ctx(ctx: &Ctx, account: &AcmeAccountId, tenant: AccountId) -> Ctx {
    let role = Role::AcmeAccount { account: tenant, acme: account.to_string() };
    Ctx { actor: Actor { role, source: ctx.actor.source.clone() }, ..ctx.clone() }
}

/// The answer for what is not there, or is another account's (must never happen, 15).
pub(super) fn not_found(what: &str) -> Failure {
    Failure::new(Code::AcmeNotFound, format!("there is no such {what} for this account"))
}
