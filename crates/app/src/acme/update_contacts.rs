//! Changes the contacts of an ACME account (RFC 8555 section 7.3.2).

use super::caller::{Caller, acting};
use super::contacts::checked_contacts;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::acme::AcmeAccount;

/// Replaces the contacts and returns the account.
///
/// # Errors
/// [`crate::Code::AcmeAccountInactive`], `AcmeContactInvalid`, `AcmeContactUnsupported`.
pub async fn update_contacts(
    app: &App,
    _ctx: &Ctx,
    caller: &Caller,
    contacts: Vec<String>,
) -> Result<AcmeAccount, Failure> {
    let contacts = checked_contacts(app, &contacts)?;
    let (tenant, caller) = (caller.tenant, caller.clone());
    app.store
        .write(Scope::Account(tenant), move |register| {
            let mut account = acting(register, &caller)?;
            account.contacts.clone_from(&contacts);
            register.update_acme_account(&account)?;
            Ok(account)
        })
        .await
}
