//! External account bindings (RFC 8555 section 7.3.4): a key that ties an ACME account to a tenant.

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::{Binding, Scope};
use crate::service::App;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_domain::ids::AccountId;
use chancery_domain::operation_log::Operation;
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

/// A new binding; its key is shown this once.
pub struct NewBinding {
    /// The key identifier.
    pub kid: String,
    /// The key, base64url without padding, as clients take it.
    pub hmac_key: Zeroizing<String>,
}

/// The key of this identifier; nothing when there is none or it was switched off. One that was used already is still
/// returned: whether it may be used again by the same account key is for [`super::new_account`] to say.
///
/// # Errors
/// Only the register's and the vault's.
pub async fn eab_key(app: &App, _ctx: &Ctx, kid: &str) -> Result<Option<EabKey>, Failure> {
    let wanted = kid.to_owned();
    let binding = app.store.read(move |register| Ok(register.binding(&wanted)?)).await?;
    let Some(binding) = binding.filter(|binding| binding.disabled_at.is_none()) else { return Ok(None) };
    let hmac = app.vault.open(&context(&binding.kid), &binding.sealed_hmac)?;
    Ok(Some(EabKey { tenant: binding.tenant, hmac }))
}

/// Makes a binding for a tenant (operator).
///
/// # Errors
/// [`Code::InvalidParameter`] when there is no such account.
pub async fn create_binding(app: &App, ctx: &Ctx, tenant: AccountId) -> Result<NewBinding, Failure> {
    let kid: String = ctx.entropy.token().chars().take(24).collect();
    let hmac = Zeroizing::new(ctx.entropy.bytes::<32>());
    let binding = Binding {
        sealed_hmac: app.vault.seal(&context(&kid), hmac.as_slice())?,
        kid: kid.clone(),
        tenant,
        created_at: ctx.now,
        disabled_at: None,
        used_by: None,
    };
    let inner = ctx.clone();
    app.store
        .write(Scope::Account(tenant), move |register| {
            if register.account(tenant)?.is_none() {
                let text = format!("--account: there is no account {tenant}; see `chancery account list`");
                return Err(Failure::new(Code::InvalidParameter, text));
            }
            register.insert_binding(&binding)?;
            let detail = format!("external account key: {}", binding.kid);
            record(register, &inner, tenant, Operation::ExternalAccountChanged, None, detail)
        })
        .await?;
    Ok(NewBinding { kid, hmac_key: Zeroizing::new(URL_SAFE_NO_PAD.encode(hmac.as_slice())) })
}

/// A tenant's bindings (operator); their keys stay sealed.
///
/// # Errors
/// Only the register's.
pub async fn list_bindings(app: &App, tenant: AccountId) -> Result<Vec<Binding>, Failure> {
    app.store.read(move |register| Ok(register.bindings(tenant)?)).await
}

/// Switches a binding off (operator). Accounts made with it stay.
///
/// # Errors
/// [`Code::InvalidParameter`] when there is none.
pub async fn disable_binding(app: &App, ctx: &Ctx, kid: &str) -> Result<(), Failure> {
    let (inner, kid) = (ctx.clone(), kid.to_owned());
    let wanted = kid.clone();
    let unknown =
        || Failure::new(Code::InvalidParameter, "KID: there is no external account key with this name");
    let binding =
        app.store.read(move |register| Ok(register.binding(&wanted)?)).await?.ok_or_else(unknown)?;
    app.store
        .write(Scope::Account(binding.tenant), move |register| {
            register.disable_binding(&kid, inner.now)?;
            let detail = format!("external account key switched off: {kid}");
            record(register, &inner, binding.tenant, Operation::ExternalAccountChanged, None, detail)
        })
        .await
}

fn context(kid: &str) -> String {
    format!("acme-eab/{kid}")
}
