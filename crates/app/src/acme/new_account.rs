//! Makes an ACME account, or finds the one of a key (RFC 8555 section 7.3).

use super::caller::acting_ctx;
use super::contacts::checked_contacts;
use super::rates;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::{Register, Scope, StoreError};
use crate::service::App;
use chancery_domain::acme::{AcmeAccount, AcmeAccountId, AcmeAccountStage};
use chancery_domain::ids::AccountId;
use chancery_domain::operation_log::Operation;
use chancery_pki::digest;

/// The name of the tenant under which accounts without a binding stand.
const DEFAULT_TENANT: &str = "ACME";

/// What a client asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewAccount {
    /// The public key as canonical JSON (RFC 7638 section 3).
    pub jwk: String,
    /// Its thumbprint.
    pub thumbprint: String,
    /// The key's SubjectPublicKeyInfo in DER, for keys that X.509 has a form for: compared with blocked keys and CSRs.
    pub spki_der: Vec<u8>,
    /// Contact URLs.
    pub contacts: Vec<String>,
    /// `termsOfServiceAgreed`.
    pub terms_agreed: bool,
    /// `onlyReturnExisting`.
    pub only_existing: bool,
    /// The key identifier of an external account binding whose signature was verified with [`super::eab_key`].
    pub eab_kid: Option<String>,
}

/// The account, and whether it was made just now.
///
/// # Errors
/// [`Code::AcmeAccountMissing`], [`Code::AcmeAccountInactive`], `AcmeContactInvalid`, `AcmeContactUnsupported`,
/// `AcmeTermsNotAgreed`, `AcmeExternalAccountRequired`, `AcmeExternalAccountRefused`, `AcmeKeyRefused`,
/// `RateLimited`.
pub async fn new_account(app: &App, ctx: &Ctx, input: NewAccount) -> Result<(AcmeAccount, bool), Failure> {
    let thumbprint = input.thumbprint.clone();
    if let Some(account) =
        app.store.read(move |register| Ok(register.acme_account_of_key(&thumbprint)?)).await?
    {
        account.stage.in_use()?;
        return Ok((account, false));
    }
    if input.only_existing {
        let text = "there is no account with this key; make one without onlyReturnExisting";
        return Err(Failure::new(Code::AcmeAccountMissing, text));
    }
    let contacts = checked_contacts(app, &input.contacts)?;
    if !input.terms_agreed && app.settings.terms_of_service.is_some() {
        let text = "agree to the terms of service: send termsOfServiceAgreed with the value true";
        return Err(Failure::new(Code::AcmeTermsNotAgreed, text));
    }
    if input.eab_kid.is_none() && app.settings.require_eab {
        let text = "accounts are made with an external account binding here; ask the operator for a key";
        return Err(Failure::new(Code::AcmeExternalAccountRequired, text));
    }
    let tenant = match &input.eab_kid {
        Some(kid) => bound_tenant(app, kid).await?,
        None => default_tenant(app, ctx).await?,
    };
    let (service, inner, wanted) = (app.clone(), ctx.clone(), input.thumbprint.clone());
    let made = app
        .store
        .write(Scope::Account(tenant), move |register| {
            make(&service, register, &inner, &input, &contacts, tenant)
        })
        .await?;
    match made {
        Some(account) => Ok((account, true)),
        // Another request with the same key was faster.
        None => {
            let account = app.store.read(move |r| Ok(r.acme_account_of_key(&wanted)?)).await?;
            let account = account.ok_or_else(|| Failure::internal("an account is there and is not"))?;
            account.stage.in_use()?;
            Ok((account, false))
        }
    }
}

/// The unit of work; nothing when the key has an account meanwhile.
fn make(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    input: &NewAccount,
    contacts: &[String],
    tenant: AccountId,
) -> Result<Option<AcmeAccount>, Failure> {
    let account = AcmeAccount {
        id: AcmeAccountId::from_chance(ctx.now, &ctx.entropy.bytes()),
        tenant,
        jwk: input.jwk.clone(),
        thumbprint: input.thumbprint.clone(),
        spki_sha256: accepted_key(app, register, &input.spki_der)?,
        contacts: contacts.to_vec(),
        terms_agreed: input.terms_agreed,
        stage: AcmeAccountStage::Valid,
        eab_kid: input.eab_kid.clone(),
        created_at: ctx.now,
    };
    match register.insert_acme_account(&account) {
        Ok(()) => {}
        Err(StoreError::Taken(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    if let Some(address) = &ctx.actor.source {
        let rate = app.policy.acme.rates.new_accounts_per_address;
        rates::take(register, ctx, &format!("accounts/{address}"), rate, "new accounts from this address")?;
    }
    if let Some(kid) = &input.eab_kid
        && !register.use_binding(kid, &account.id)?
    {
        return Err(binding_refused());
    }
    let detail = format!(
        "ACME account: {}; key: {}; external account: {}",
        account.id,
        account.thumbprint,
        account.eab_kid.as_deref().unwrap_or("none")
    );
    let ctx = acting_ctx(ctx, &account.id, tenant);
    record(register, &ctx, tenant, Operation::AcmeAccountCreated, None, detail)?;
    Ok(Some(account))
}

/// The name of a key that an account may have: not one that nobody may use (must never happen, 20).
pub(super) fn accepted_key(
    app: &App,
    register: &mut dyn Register,
    spki_der: &[u8],
) -> Result<String, Failure> {
    let sha256 = digest::sha256(spki_der);
    let name = hex::encode(sha256);
    if app.key_rules.blocked.reason(&sha256).is_some() || register.key_blocked(&name)? {
        let text = "this key is known to be compromised; make a new one";
        return Err(Failure::new(Code::AcmeKeyRefused, text));
    }
    Ok(name)
}

/// The tenant of a binding; whether it was used already is seen in the unit of work.
async fn bound_tenant(app: &App, kid: &str) -> Result<AccountId, Failure> {
    let kid = kid.to_owned();
    let binding = app.store.read(move |register| Ok(register.binding(&kid)?)).await?;
    binding.map(|binding| binding.tenant).ok_or_else(binding_refused)
}

fn binding_refused() -> Failure {
    let text =
        "the external account key is unknown, switched off, or used for another account; ask for a new one";
    Failure::new(Code::AcmeExternalAccountRefused, text)
}

async fn default_tenant(app: &App, ctx: &Ctx) -> Result<AccountId, Failure> {
    if let Some(tenant) = app.store.read(|register| Ok(register.default_acme_tenant()?)).await? {
        return Ok(tenant);
    }
    let inner = ctx.clone();
    app.store
        .write(Scope::System, move |register| {
            if let Some(tenant) = register.default_acme_tenant()? {
                return Ok(tenant);
            }
            let tenant = register.new_account(DEFAULT_TENANT, inner.now)?.id;
            register.set_default_acme_tenant(tenant)?;
            let detail = format!("name: {DEFAULT_TENANT}; for ACME accounts without an external account");
            record(register, &inner, tenant, Operation::AccountCreated, None, detail)?;
            Ok(tenant)
        })
        .await
}
