//! `CompleteCertificate`: asks for the validation to be finished now.

use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, engine};

parameters! {
    /// Input of `CompleteCertificate`.
    pub struct Input {
        certificate_id: String = "CertificateId",
    }
}

answer! {
    /// Answer of `CompleteCertificate`.
    pub struct Output {
        certificate_id: String = "CertificateId",
    }
}

/// Looks for the proofs now and, when all are there, issues. That one is still missing is no error; the details say.
///
/// # Errors
/// See [`engine::run_now`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let certificate = engine::run_now(app, ctx, &ids::certificate(&input.certificate_id)?).await?;
    Ok(Output { certificate_id: certificate.id.to_string() })
}
