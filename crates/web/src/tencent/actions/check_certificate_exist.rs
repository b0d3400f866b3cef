//! `CheckCertificateExist`: says whether the same certificate is there already.

use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx};

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

/// Runs the action.
///
/// # Errors
/// As the use-case says.
pub async fn run(_app: &App, _ctx: &Ctx, _input: Input) -> Result<Output, Failure> {
    Err(Failure::new(Code::NotBuilt, "CheckCertificateExist: not wired yet"))
}
