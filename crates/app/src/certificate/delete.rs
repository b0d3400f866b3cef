//! Takes a certificate out of the register (I5).

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::kin::followers;
use crate::own_certificate::own_certificate;
use crate::ports::{Register, Scope};
use crate::reactions::react;
use crate::service::App;
use chancery_domain::certificate::{Certificate, CertificateError, Event, Stage};
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::upstream;

/// Deletes the tenant's certificate.
///
/// # Errors
/// [`crate::Code::CertificateNotFound`], [`crate::Code::DeleteIssued`], [`crate::Code::DeleteTooSoon`],
/// [`crate::Code::DeleteUnfinished`], [`crate::Code::RenewalNotIssued`]; nothing is changed then.
pub async fn delete(app: &App, ctx: &Ctx, id: &CertificateId) -> Result<(), Failure> {
    let account = ctx.tenant()?;
    let (service, inner, id) = (app.clone(), ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            remove(&service, register, &inner, account, &id).map(|_| ())
        })
        .await
}

/// Deletes inside a unit of work and returns what was deleted.
pub(super) fn remove(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    id: &CertificateId,
) -> Result<Certificate, Failure> {
    let certificate = own_certificate(register, account, id)?;
    certificate.deletable(&followers(register, id)?, &app.policy, ctx.now)?;
    if untold(register, ctx, &certificate)? {
        return Err(CertificateError::DeleteUntold.into());
    }
    register.delete_certificate(id)?;
    react(register, ctx, app, &certificate, &[Event::CertificateDeleted])?;
    Ok(certificate)
}

/// The upstream authority that issued it does not know of its revocation (I4), which it would never hear of once the
/// certificate is gone.
fn untold(register: &mut dyn Register, ctx: &Ctx, certificate: &Certificate) -> Result<bool, Failure> {
    let Stage::Revoked { validity, .. } = &certificate.stage else { return Ok(false) };
    let order = register.upstream_order(&certificate.id)?;
    let known = order.is_none_or(|order| !matches!(order.stage, upstream::Stage::Issued { .. }));
    Ok(!known && validity.not_after >= ctx.now)
}
