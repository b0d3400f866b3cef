//! Gives up an application before its names are proved.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Scope;
use crate::reactions::react;
use crate::service::App;
use chancery_domain::certificate::{Certificate, CertificateError};
use chancery_domain::ids::CertificateId;

/// Cancels the application of the tenant's certificate `id`. Its quota returns at once.
///
/// # Errors
/// [`crate::Code::CertificateNotFound`], [`crate::Code::NotCancellable`].
pub async fn cancel(app: &App, ctx: &Ctx, id: &CertificateId) -> Result<Certificate, Failure> {
    let account = ctx.tenant()?;
    let (service, inner, wanted) = (app.clone(), ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let mut certificate = register
                .certificate(&wanted)?
                .filter(|c| c.account == account)
                .ok_or_else(|| Failure::no_certificate(&wanted))?;
            if certificate.is_uploaded() {
                return Err(CertificateError::NotCancellable { stage: "an upload" }.into());
            }
            let change = certificate.stage.clone().cancel(inner.now)?;
            certificate.stage = change.next;
            certificate.changed_at = inner.now;
            register.update_certificate(&certificate)?;
            react(register, &inner, &service, &certificate, &change.events)?;
            Ok(certificate)
        })
        .await
}
