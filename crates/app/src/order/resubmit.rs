//! Opens a paid application again that failed or was given up, so that its information can be corrected and submitted
//! anew (F5).

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::own_certificate::own_certificate;
use crate::ports::{Register, Scope};
use crate::reactions::advance;
use crate::service::App;
use chancery_domain::certificate::Certificate;
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::order;

/// Opens the application of the tenant's certificate again. What was filled in stays until it is filled in anew.
///
/// # Errors
/// [`Code::CertificateNotFound`]; [`Code::NotResubmittable`] for free ones, for other stages, once the payment is on its
/// way back, and when something may have been signed for it.
pub async fn resubmit(app: &App, ctx: &Ctx, id: &CertificateId) -> Result<Certificate, Failure> {
    let account = ctx.tenant()?;
    let (service, inner, wanted) = (app.clone(), ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| reopen(&service, register, &inner, account, &wanted))
        .await
}

fn reopen(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    id: &CertificateId,
) -> Result<Certificate, Failure> {
    let mut certificate = own_certificate(register, account, id)?;
    let refused = |text: &str| Failure::new(Code::NotResubmittable, format!("CertificateId: {text}"));
    let application =
        certificate.application().ok_or_else(|| refused("an uploaded certificate has no application"))?;
    if application.free {
        return Err(refused("a free certificate is not submitted again; apply for another one"));
    }
    // (J1, K3) What came out of another certificate is asked for anew there, or applied for by the service.
    if application.reissues.is_some() || application.continues.is_some() {
        return Err(refused(
            "a reissue is asked for anew; the next certificate of a term is made by the service",
        ));
    }
    let change = certificate.stage.clone().resubmit()?;
    // (C2) What is paid back pays for nothing any more.
    let order = register.order(application.order)?;
    if !order.is_some_and(|order| matches!(order.stage, order::Stage::Paid { .. })) {
        return Err(refused("its payment went back or is on its way; order again"));
    }
    // The bytes recorded for a certificate are signed once and never changed (must never happen, number 9).
    if register.issuance_for(id)?.is_some() || register.upstream_order(id)?.is_some() {
        return Err(refused("its issuance had begun and failed; have it refunded and order again"));
    }
    advance(register, ctx, app, &mut certificate, change)?;
    Ok(certificate)
}
