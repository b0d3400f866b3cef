//! Gives a certificate another alias.

use crate::annotations::checked_alias;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::own_certificate::own_certificate;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::ids::CertificateId;
use chancery_domain::operation_log::Operation;

/// Sets the alias of the tenant's certificate; an empty alias removes it.
///
/// # Errors
/// [`crate::Code::CertificateNotFound`]; [`crate::Code::InvalidParameter`] when the alias is too long or has control characters.
pub async fn rename(app: &App, ctx: &Ctx, id: &CertificateId, alias: &str) -> Result<(), Failure> {
    let account = ctx.tenant()?;
    let alias = checked_alias(app, alias)?;
    let (inner, id) = (ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let mut certificate = own_certificate(register, account, &id)?;
            if certificate.alias == alias {
                return Ok(());
            }
            let detail = format!("from {:?} to {alias:?}", certificate.alias);
            certificate.alias.clone_from(&alias);
            certificate.changed_at = inner.now;
            register.update_certificate(&certificate)?;
            record(register, &inner, account, Operation::AliasChanged, Some(&id), detail)
        })
        .await
}
