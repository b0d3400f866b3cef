//! `CheckCertificateExist`: says whether the same certificate is there already.

use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, certificate};

parameters! {
    /// Input of `CheckCertificateExist`.
    pub struct Input {
        certificate_public_key: String = "CertificatePublicKey",
    }
}

answer! {
    /// Answer of `CheckCertificateExist`.
    pub struct Output {
        repeat_cert_id: String = "RepeatCertId",
    }
}

/// Looks for a certificate with the same fingerprint; `RepeatCertId` is empty when there is none.
///
/// # Errors
/// See [`certificate::check_exists`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let present = certificate::check_exists(app, ctx, &input.certificate_public_key).await?;
    Ok(Output { repeat_cert_id: present.map(|id| id.to_string()).unwrap_or_default() })
}
