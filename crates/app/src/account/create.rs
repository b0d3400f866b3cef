//! Makes an account with its first API key (operator; N3).

use super::create_key::{make_key, sealed};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::ids::{AccountId, SecretId};
use chancery_domain::operation_log::Operation;
use zeroize::Zeroizing;

/// A new key; the secret is shown this once.
pub struct Created {
    /// The account.
    pub account: AccountId,
    /// The public half of the key.
    pub secret_id: SecretId,
    /// The secret half.
    pub secret_key: Zeroizing<String>,
}

/// Makes an account called `name`.
///
/// # Errors
/// [`Code::InvalidParameter`] when the name is empty or too long.
pub async fn create(app: &App, ctx: &Ctx, name: &str) -> Result<Created, Failure> {
    let name = name.trim().to_owned();
    let longest = app.policy.limits.alias_length_max;
    if name.is_empty() || name.chars().count() > longest {
        return Err(Failure::new(
            Code::InvalidParameter,
            format!("NAME: give a name of 1 to {longest} characters"),
        ));
    }
    let (secret_id, secret_key) = make_key(ctx);
    let sealed_secret = sealed(app, &secret_id, &secret_key)?;
    let (inner, id) = (ctx.clone(), secret_id.clone());
    let account = app
        .store
        .write(Scope::System, move |register| {
            let account = register.new_account(&name, inner.now)?;
            register.add_key(&crate::ports::ApiKey {
                id: id.clone(),
                account: account.id,
                sealed_secret: sealed_secret.clone(),
                created_at: inner.now,
                disabled_at: None,
            })?;
            record(register, &inner, account.id, Operation::AccountCreated, None, format!("name: {name}"))?;
            record(register, &inner, account.id, Operation::KeyCreated, None, format!("key: {id}"))?;
            Ok(account.id)
        })
        .await?;
    Ok(Created { account, secret_id, secret_key })
}
