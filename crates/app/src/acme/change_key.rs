//! Changes the key of an ACME account (RFC 8555 section 7.3.5).

use super::caller::{Caller, acting, acting_ctx};
use super::new_account::accepted_key;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::acme::{AcmeAccount, AcmeAccountId};
use chancery_domain::operation_log::Operation;

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KeyChange {
    /// The account has the new key.
    Done(AcmeAccount),
    /// The new key is another account's (or this one's already): 409 with that account's URL in `Location`.
    Conflict(AcmeAccountId),
}

/// Gives the account a new key. Both signatures were verified by the caller's front end.
///
/// # Errors
/// [`crate::Code::AcmeAccountInactive`], `AcmeKeyRefused`.
pub async fn change_key(
    app: &App,
    ctx: &Ctx,
    caller: &Caller,
    new_jwk: String,
    new_thumbprint: String,
    new_spki_der: Vec<u8>,
) -> Result<KeyChange, Failure> {
    let (service, inner, caller, thumbprint) =
        (app.clone(), ctx.clone(), caller.clone(), new_thumbprint.clone());
    let changed = app
        .store
        .write(Scope::Account(caller.tenant), move |register| {
            let mut account = acting(register, &caller)?;
            if let Some(other) = register.acme_account_of_key(&new_thumbprint)? {
                return Ok(KeyChange::Conflict(other.id));
            }
            account.spki_sha256 = accepted_key(&service, register, &new_spki_der)?;
            account.jwk.clone_from(&new_jwk);
            account.thumbprint.clone_from(&new_thumbprint);
            register.update_acme_account(&account)?;
            let ctx = acting_ctx(&inner, &account.id, account.tenant);
            let detail = format!("ACME account: {}; new key: {}", account.id, account.thumbprint);
            record(register, &ctx, account.tenant, Operation::AcmeKeyChanged, None, detail)?;
            Ok(KeyChange::Done(account))
        })
        .await;
    match changed {
        Err(failure) if failure.code == Code::Internal => {
            // Another tenant's account may have got the key between the look and the change.
            let other = app.store.read(move |r| Ok(r.acme_account_of_key(&thumbprint)?)).await?;
            other.map(|account| KeyChange::Conflict(account.id)).ok_or(failure)
        }
        other => other,
    }
}
