//! Switches automatic renewal on or off (K4): all of the certificates named, or none.

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::kin::{plan, successors};
use crate::operation_log::record;
use crate::order;
use crate::own_certificate::own_certificate;
use crate::ports::{Register, Scope};
use crate::service::App;
use chancery_domain::certificate::{Certificate, Origin, Stage};
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::operation_log::Operation;
use chancery_domain::renewal::{AutomaticError, switchable};

/// Switches it for the tenant's certificates.
///
/// # Errors
/// [`Code::TooManyIds`], [`Code::CertificateNotFound`], [`Code::AutomaticRenewalRefused`]; nothing is changed then.
pub async fn switch_automatic(
    app: &App,
    ctx: &Ctx,
    ids: Vec<CertificateId>,
    on: bool,
) -> Result<(), Failure> {
    let account = ctx.tenant()?;
    let most = app.policy.limits.ids_per_call_max;
    if ids.is_empty() || ids.len() > most {
        let text = format!("CertificateIds: name 1 to {most} certificates");
        return Err(Failure::new(Code::TooManyIds, text));
    }
    let (service, inner) = (app.clone(), ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            ids.iter().try_for_each(|id| one(&service, register, &inner, account, id, on))
        })
        .await
}

fn one(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    id: &CertificateId,
    on: bool,
) -> Result<(), Failure> {
    let mut certificate = own_certificate(register, account, id)?;
    let refused =
        |text: String| Failure::new(Code::AutomaticRenewalRefused, format!("CertificateIds: {id}: {text}"));
    let Some(application) = certificate.application() else {
        return Err(refused("it was not bought here and does not renew itself".to_owned()));
    };
    let product = order::product(app, application)?;
    let followers = successors(register, &certificate)?;
    switchable(&certificate, &followers, product, &app.policy, ctx.now)
        .map_err(|error: AutomaticError| refused(error.to_string()))?;
    // (J1) The reissue that stands for it, or will once it is issued, follows.
    let reissue = match followers.newest_reissue() {
        Some(reissue) => register.certificate(reissue)?,
        None => None,
    };
    let replaced = reissue.as_ref().is_some_and(|reissue| matches!(reissue.stage, Stage::Issued(_)));
    if set(register, ctx, &mut certificate, on)? && !replaced {
        plan(app, register, &certificate)?;
    }
    if let Some(mut reissue) = reissue
        && set(register, ctx, &mut reissue, on)?
    {
        plan(app, register, &reissue)?;
    }
    Ok(())
}

/// Whether that changed anything.
fn set(
    register: &mut dyn Register,
    ctx: &Ctx,
    certificate: &mut Certificate,
    on: bool,
) -> Result<bool, Failure> {
    match &mut certificate.origin {
        Origin::Applied(application) if application.renews_itself != on => application.renews_itself = on,
        _ => return Ok(false),
    }
    certificate.changed_at = ctx.now;
    register.update_certificate(certificate)?;
    let detail = if on { "automatic renewal: on" } else { "automatic renewal: off" };
    let operation = Operation::AutomaticRenewalSwitched;
    record(register, ctx, certificate.account, operation, Some(&certificate.id), detail)?;
    Ok(true)
}
