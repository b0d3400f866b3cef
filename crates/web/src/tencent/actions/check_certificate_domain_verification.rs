//! `CheckCertificateDomainVerification`: looks for the proofs and says what was seen.

use crate::tencent::types::validation::DomainValidationResult;
use crate::tencent::view::ids;
use crate::tencent::view::validation as view;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, validation};

parameters! {
    /// Input of `CheckCertificateDomainVerification`.
    pub struct Input {
        certificate_id: String = "CertificateId",
    }
}

answer! {
    /// Answer of `CheckCertificateDomainVerification`.
    pub struct Output {
        verification_results: Option<Vec<DomainValidationResult>> = "VerificationResults",
    }
}

/// Looks, unless the last look is very recent, and reports each proof (E6).
///
/// # Errors
/// See [`validation::check`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let report = validation::check(app, ctx, &ids::certificate(&input.certificate_id)?).await?;
    Ok(Output { verification_results: Some(view::results(&report)) })
}
