//! `CheckCertificateChain`: checks and repairs the order of a chain.

use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, certificate};

parameters! {
    /// Input of `CheckCertificateChain`.
    pub struct Input {
        certificate_chain: String = "CertificateChain",
    }
}

answer! {
    /// Answer of `CheckCertificateChain`.
    pub struct Output {
        chains: Vec<String> = "Chains",
        is_trusted_ca: bool = "IsTrustedCA",
        is_valid: bool = "IsValid",
    }
}

/// Checks the chain as given, leaf first.
///
/// # Errors
/// See [`certificate::check_chain`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let report = certificate::check_chain(app, ctx, &input.certificate_chain)?;
    Ok(Output { chains: report.common_names, is_trusted_ca: report.is_trusted, is_valid: report.is_valid })
}
