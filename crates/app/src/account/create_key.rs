//! Makes another API key for an account (operator; N3).

use super::create::Created;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::{ApiKey, Scope};
use crate::service::App;
use chancery_domain::ids::{AccountId, SecretId};
use chancery_domain::operation_log::Operation;
use zeroize::Zeroizing;

/// Prefix of key ids, as clients expect it.
const ID_PREFIX: &str = "AKID";

/// Makes a key for `account`.
///
/// # Errors
/// [`Code::InvalidParameter`] when there is no such account.
pub async fn create_key(app: &App, ctx: &Ctx, account: AccountId) -> Result<Created, Failure> {
    let (secret_id, secret_key) = make_key(ctx);
    let sealed_secret = sealed(app, &secret_id, &secret_key)?;
    let (inner, id) = (ctx.clone(), secret_id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            if register.account(account)?.is_none() {
                let text =
                    format!("--account: there is no account {account}; `chancery account create` makes one");
                return Err(Failure::new(Code::InvalidParameter, text));
            }
            register.add_key(&ApiKey {
                id: id.clone(),
                account,
                sealed_secret: sealed_secret.clone(),
                created_at: inner.now,
                disabled_at: None,
            })?;
            record(register, &inner, account, Operation::KeyCreated, None, format!("key: {id}"))
        })
        .await?;
    Ok(Created { account, secret_id, secret_key })
}

/// A key pair: `AKID` and 32 letters and digits, and a secret of 32 letters and digits.
pub(super) fn make_key(ctx: &Ctx) -> (SecretId, Zeroizing<String>) {
    (SecretId(format!("{ID_PREFIX}{}", ctx.entropy.token())), Zeroizing::new(ctx.entropy.token()))
}

/// The secret under the master key, bound to its id.
pub(super) fn sealed(app: &App, id: &SecretId, secret: &str) -> Result<Vec<u8>, Failure> {
    app.vault.seal(&context(id), secret.as_bytes())
}

/// What a sealed secret is bound to: swapped rows do not open.
pub(super) fn context(id: &SecretId) -> String {
    format!("api-key/{id}")
}
