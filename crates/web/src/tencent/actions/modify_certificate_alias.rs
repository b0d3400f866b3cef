//! `ModifyCertificateAlias`: gives a certificate another alias.

use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, certificate};

parameters! {
    /// Input of `ModifyCertificateAlias`.
    pub struct Input {
        alias: Option<String> = "Alias",
        certificate_id: String = "CertificateId",
    }
}

answer! {
    /// Answer of `ModifyCertificateAlias`.
    pub struct Output {
        certificate_id: String = "CertificateId",
    }
}

/// Sets the alias; an absent or empty one removes it.
///
/// # Errors
/// See [`certificate::rename`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = ids::certificate(&input.certificate_id)?;
    certificate::rename(app, ctx, &id, &input.alias.unwrap_or_default()).await?;
    Ok(Output { certificate_id: id.to_string() })
}
