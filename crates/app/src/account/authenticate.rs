//! Finds the secret of an API key, so that a front end can check a request's signature.

use super::create_key::context;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::ids::{AccountId, SecretId};
use zeroize::Zeroizing;

/// The account behind a key and the secret to check signatures with.
pub struct Credential {
    /// Whose key it is.
    pub account: AccountId,
    /// The secret half.
    pub secret: Zeroizing<Vec<u8>>,
}

/// The credential of a key; nothing when it is unknown or switched off.
///
/// # Errors
/// Only the register's and the vault's.
pub async fn authenticate(app: &App, id: &SecretId) -> Result<Option<Credential>, Failure> {
    let wanted = id.clone();
    let key = app.store.read(move |register| Ok(register.key(&wanted)?)).await?;
    match key {
        Some(key) if key.disabled_at.is_none() => {
            let secret = app.vault.open(&context(&key.id), &key.sealed_secret)?;
            Ok(Some(Credential { account: key.account, secret }))
        }
        _ => Ok(None),
    }
}
