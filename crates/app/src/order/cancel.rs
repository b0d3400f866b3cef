//! Gives up an application before everything is proved and approved: its examination, or the order as a whole.

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::own_certificate::own_certificate;
use crate::ports::Scope;
use crate::reactions::advance;
use crate::service::App;
use chancery_domain::certificate::{Certificate, CertificateError, Stage};
use chancery_domain::ids::CertificateId;

/// What is given up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cancel {
    /// The examination that runs: letter, review or validation.
    Examination,
    /// The order: also while nothing was submitted yet.
    Order,
}

/// Cancels the application of the tenant's certificate `id`. A free certificate's quota returns at once; what was paid
/// stays with the order, to be submitted again or paid back (C2).
///
/// # Errors
/// [`Code::CertificateNotFound`]; [`Code::NotCancellable`] or [`Code::OrderNotCancellable`] in a stage in which that cannot
/// be given up; [`Code::TermNotCancellable`] for a later certificate of a paid term.
pub async fn cancel(app: &App, ctx: &Ctx, id: &CertificateId, what: Cancel) -> Result<Certificate, Failure> {
    let account = ctx.tenant()?;
    let (service, inner, wanted) = (app.clone(), ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let mut certificate = own_certificate(register, account, &wanted)?;
            let refused = |mut failure: Failure| {
                if what == Cancel::Order && failure.code == Code::NotCancellable {
                    failure.code = Code::OrderNotCancellable;
                }
                failure
            };
            if certificate.is_uploaded() {
                return Err(refused(CertificateError::NotCancellable { stage: "an upload" }.into()));
            }
            if what == Cancel::Examination && certificate.stage == Stage::AwaitingInformation {
                return Err(CertificateError::NotCancellable { stage: certificate.stage.name() }.into());
            }
            let change = certificate.stage.clone().cancel(inner.now).map_err(|e| refused(e.into()))?;
            // (K3, product rules 1.5) The examination of a term's later certificates is not for the applicant to stop.
            if certificate.application().is_some_and(|application| application.continues.is_some()) {
                let text =
                    "CertificateId: a later certificate of a paid term is not cancelled while it is examined";
                return Err(Failure::new(Code::TermNotCancellable, text));
            }
            advance(register, &inner, &service, &mut certificate, change)?;
            Ok(certificate)
        })
        .await
}
