//! `CheckCertificateChain`: checks and repairs the order of a chain.

use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx};

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

/// Runs the action.
///
/// # Errors
/// As the use-case says.
pub async fn run(_app: &App, _ctx: &Ctx, _input: Input) -> Result<Output, Failure> {
    Err(Failure::new(Code::NotBuilt, "CheckCertificateChain: not wired yet"))
}
