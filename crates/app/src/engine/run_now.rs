//! The applicant says that the proof is published: do what is stored for the certificate at once.
//!
//! The stored tasks would do the same a little later; they stay as the safety net and find nothing left to do.

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::service::App;
use crate::{issuance, validation};
use chancery_domain::certificate::{Certificate, Stage};
use chancery_domain::ids::CertificateId;

/// Looks for the proofs of the tenant's certificate and, when all are there, signs it. The returned certificate tells
/// by its stage what came of it; that a proof is still missing is no error.
///
/// # Errors
/// [`Code::CertificateNotFound`]; [`Code::NotValidating`] when it does not wait for validation;
/// [`Code::LookNotOffered`] for brands that look in their own time.
pub async fn run_now(app: &App, ctx: &Ctx, id: &CertificateId) -> Result<Certificate, Failure> {
    let account = ctx.tenant()?;
    let certificate =
        fetch(app, id).await?.filter(|c| c.account == account).ok_or_else(|| Failure::no_certificate(id))?;
    match &certificate.stage {
        Stage::Validating(..) | Stage::Issuing { .. } => {}
        other => {
            let text =
                format!("CertificateId: {id} is {} and does not wait for domain validation", other.name());
            return Err(Failure::new(Code::NotValidating, text));
        }
    }
    // (Product rules 2.7) Some brands look in their own time; the stored task does it.
    let product = certificate.application().and_then(|a| app.catalogue.product(a.product.0));
    let brand = product.and_then(|product| app.catalogue.brand_of(product));
    if let Some(brand) = brand.filter(|brand| brand.looks_in_its_own_time) {
        let text = format!(
            "CertificateId: {} looks for the proofs in its own time; publish them and wait for the look",
            brand.name
        );
        return Err(Failure::new(Code::LookNotOffered, text));
    }
    validation::look(app, ctx, id).await?;
    if let Err(failure) = issuance::sign(app, ctx, id).await {
        tracing::warn!(request_id = %ctx.request_id, certificate = %id, error = %failure,
            "signing is left to the stored task");
        app.tasks_due.notify_one();
    }
    fetch(app, id).await?.ok_or_else(|| Failure::no_certificate(id))
}

async fn fetch(app: &App, id: &CertificateId) -> Result<Option<Certificate>, Failure> {
    let wanted = id.clone();
    app.store.read(move |register| Ok(register.certificate(&wanted)?)).await
}
